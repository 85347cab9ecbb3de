# fish completion for mergeline
#
# "mergeline __complete" prints a line for each candidate: the word, a tab and what it is; or :file.

function __mergeline_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    for line in (mergeline __complete $before[2..-1] "$current" 2>/dev/null)
        if test "$line" = ':file'
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end

complete -c mergeline -f -a '(__mergeline_complete)'
