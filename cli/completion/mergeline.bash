# bash completion for mergeline
#
# "mergeline __complete" prints a line for each candidate: the word, a tab and what it is; or :file.

_mergeline() {
  local line=${COMP_LINE:0:COMP_POINT} current kept candidate
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=${words[${#words[@]} - 1]}
  # Readline replaces only what stands behind the last word break, such as the @ of iris@production.
  kept=${current%"${current##*["$COMP_WORDBREAKS"]}"}

  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    case $candidate in
      :file) compopt -o default 2>/dev/null ;;
      *@)
        compopt -o nospace 2>/dev/null
        COMPREPLY+=("${candidate#"$kept"}")
        ;;
      *) COMPREPLY+=("${candidate#"$kept"}") ;;
    esac
  done < <(mergeline __complete "${words[@]:1}" 2>/dev/null)
}

complete -F _mergeline mergeline
