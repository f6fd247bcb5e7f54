/** The script for bash, from 3.2, which macOS has, on. */
export const bash = `# bash completion for wxpay: eval "$(wxpay completion bash)"
_wxpay() {
  local line="\${COMP_LINE:0:COMP_POINT}" piece="\${COMP_WORDS[COMP_CWORD]}" current typed value description paths=
  local -a words
  # Words as they were typed: bash breaks --lang=zh and @file into pieces.
  read -ra words <<<"$line"
  case "$line" in *[[:space:]]) words+=('') ;; esac
  current="\${words[\${#words[@]}-1]}"
  case "$piece" in [=:@]) piece= ;; esac
  # What readline leaves as it is; @ belongs to what it replaces.
  typed="\${current%"$piece"}"
  typed="\${typed%@}"
  words[\${#words[@]}-1]="=$current"
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    if [ -z "$paths" ]; then paths="$value"; else COMPREPLY+=("\${value#"$typed"}"); fi
  done < <("$1" __complete -- "\${words[@]:1}" 2>/dev/null)
  # Behind @ readline looks for hosts.
  if [ "$paths" = files ]; then
    case "$current" in
      @* | --*=@*)
        while IFS= read -r value; do
          value="\${current%%@*}@$value"
          COMPREPLY+=("\${value#"$typed"}")
        done < <(compgen -f -- "\${current#*@}")
        ;;
    esac
  fi
  type compopt >/dev/null 2>&1 || return 0
  case "$paths" in
    files) compopt -o default ;;
    folders) compopt -o dirnames +o default ;;
    *) compopt +o default ;;
  esac
  case "\${COMPREPLY[0]}" in *@) compopt -o nospace ;; esac
}
complete -o default -F _wxpay wxpay
`;
