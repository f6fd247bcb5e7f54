/** The script for fish, from 3.0 on. */
export const fish = `# fish completion for wxpay: wxpay completion fish | source
function __wxpay_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l lines ($program __complete -- $words "=$current" 2>/dev/null)
    set -l paths $lines[1]
    set -e lines[1]
    string join \\n -- $lines
    # Names of files are completed behind --option= and @, too.
    set -l start (string match -r -- '^(?:--[^=]*=)?@?' $current)
    set -l typed (string sub -s (math (string length -- "$start") + 1) -- $current)
    switch "$paths"
        case files
            for path in (__fish_complete_path $typed)
                echo -- $start$path
            end
        case folders
            for path in (__fish_complete_directories $typed '')
                echo -- $start$path
            end
    end
end
complete -c wxpay -e
complete -c wxpay -f -a '(__wxpay_complete)'
`;
