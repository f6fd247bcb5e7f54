/** The script for zsh, to be evaluated or kept as a file `_wxpay` in a folder of `$fpath`. */
export const zsh = `#compdef wxpay
# zsh completion for wxpay: eval "$(wxpay completion zsh)"
_wxpay() {
  local line
  local -a lines described
  lines=("\${(@f)$("\${words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "=\${(Q)PREFIX}" 2>/dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( $#described )) && _describe wxpay described
  [[ $lines[1] == none ]] && return
  compset -P '--*='
  compset -P '@'
  if [[ $lines[1] == folders ]]; then _files -/; else _files; fi
}
if [[ $funcstack[1] == _wxpay ]]; then
  _wxpay "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _wxpay wxpay
fi
`;
