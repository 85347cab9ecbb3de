#compdef mergeline
# zsh completion for mergeline
#
# "mergeline __complete" prints a line for each candidate: the word, a tab and what it is; or :file.

_mergeline() {
  local line
  local -a words_before values shown unfinished
  words_before=("${(@)words[2,CURRENT-1]}")
  for line in "${(@f)$(mergeline __complete "${(@)words_before}" "$PREFIX" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :file) _files ;;
      *@ | *@$'\t'*) unfinished+=("${line%%$'\t'*}") ;;
      *)
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  }")
        ;;
    esac
  done
  (($#values)) && compadd -l -d shown -a values
  # A model alone is no reference yet: no space behind its @.
  (($#unfinished)) && compadd -S '' -a unfinished
}

if [[ $funcstack[1] == _mergeline ]]; then
  _mergeline "$@"
else
  compdef _mergeline mergeline
fi
