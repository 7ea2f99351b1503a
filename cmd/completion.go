package cmd

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
)

// completionCommand prints what a shell completes command lines by. It is made
// from the commands' definitions.
func completionCommand() command {
	return command{
		name: "completion", args: "bash|zsh|fish", words: []string{"bash", "zsh", "fish"},
		summary: "Print the completions for a shell.\n\nFor bash, put it into ~/.local/share/bash-completion/completions/schemascope; for zsh, into a directory of $fpath as _schemascope; for fish, into ~/.config/fish/completions/schemascope.fish.",
		examples: []example{
			{"source <(schemascope completion bash)", "Completions for this session of bash; and of zsh, with zsh instead of bash."},
		},
		flags: func(*flag.FlagSet, *invocation) {},
		run: func(_ context.Context, c *invocation) int {
			if len(c.args) != 1 {
				return c.fail(fmt.Errorf("name the shell: bash, zsh or fish"))
			}
			switch shell := c.args[0]; shell {
			case "bash":
				completeBash(c.Out)
			case "zsh":
				completeZsh(c.Out)
			case "fish":
				completeFish(c.Out)
			default:
				return c.fail(fmt.Errorf("there are no completions for %s, only for bash, zsh and fish", shell))
			}
			return exitOK
		},
	}
}

// schemaSuffixes are the ends of the names that a PATH may have.
var schemaSuffixes = []string{"hcl", "sql"}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return append(names, "help", "version")
}

func completeBash(w io.Writer) {
	fmt.Fprintf(w, `# Completions of schemascope for bash, made by "schemascope completion bash".
_schemascope() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i IFS=$' \t\n'
    # bash takes --flag=value apart.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -*) ;;
        *)
            command=${COMP_WORDS[i]}
            break
            ;;
        esac
    done
    COMPREPLY=()
    local flags=
    case $command in
    '')
        COMPREPLY=($(compgen -W '%s' -- "$cur"))
        return
        ;;
    help)
        COMPREPLY=($(compgen -W '%s' -- "$cur"))
        return
        ;;
`, strings.Join(commandNames(), " "), strings.Join(commandNames(), " "))
	for _, c := range commands() {
		fmt.Fprintf(w, "    %s)\n        case $prev in\n", c.name)
		flags := []string{"-h"}
		for _, o := range c.options() {
			flags = append(flags, o.spelled())
			if o.value == "" {
				continue
			}
			fmt.Fprintf(w, "        %s)\n", strings.Join(spellings(o.name), "|"))
			switch {
			case o.choices != nil:
				fmt.Fprintf(w, "            COMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n", strings.Join(o.choices, " "))
			case o.isFile():
				fmt.Fprint(w, "            IFS=$'\\n'\n            COMPREPLY=($(compgen -f -- \"$cur\"))\n")
			}
			fmt.Fprint(w, "            return\n            ;;\n")
		}
		fmt.Fprintf(w, "        esac\n        flags='%s'\n", strings.Join(flags, " "))
		if words := c.words; words != nil {
			fmt.Fprintf(w, "        COMPREPLY=($(compgen -W \"%s $flags\" -- \"$cur\"))\n        return\n", strings.Join(words, " "))
		}
		fmt.Fprint(w, "        ;;\n")
	}
	fmt.Fprint(w, `    *)
        return
        ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
        return
    fi
    IFS=$'\n'
    COMPREPLY=($(compgen -d -- "$cur"`)
	for _, suffix := range schemaSuffixes {
		fmt.Fprintf(w, "; compgen -f -X '!*.%s' -- \"$cur\"", suffix)
	}
	fmt.Fprint(w, `))
}
complete -o filenames -F _schemascope schemascope
`)
}

// spellings are the ways to write a flag.
func spellings(name string) []string {
	if len(name) == 1 {
		return []string{"-" + name}
	}
	return []string{"--" + name, "-" + name}
}

func completeZsh(w io.Writer) {
	quote := strings.NewReplacer(`'`, `'\''`, `[`, `\[`, `]`, `\]`, `:`, `\:`)
	fmt.Fprint(w, `#compdef schemascope
# Completions of schemascope for zsh, made by "schemascope completion zsh".
_schemascope() {
    local -a commands
    commands=(
`)
	for _, c := range commands() {
		fmt.Fprintf(w, "        '%s:%s'\n", c.name, quote.Replace(c.title()))
	}
	fmt.Fprint(w, `        'help:Tell what a command does.'
        'version:Print the version.'
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    shift words
    (( CURRENT-- ))
    case $words[1] in
    help)
        _describe command commands
        ;;
`)
	for _, c := range commands() {
		fmt.Fprintf(w, "    %s)\n        _arguments \\\n            '-h[tell what the command does]' \\\n", c.name)
		for _, o := range c.options() {
			star, equal, value := "", "", ""
			if o.repeats {
				star = "*"
			}
			if o.value != "" {
				if len(o.name) > 1 {
					equal = "="
				}
				value = ":" + strings.ToLower(quote.Replace(o.value)) + ":"
				switch {
				case o.choices != nil:
					value += "(" + strings.Join(o.choices, " ") + ")"
				case o.isFile():
					value += "_files"
				}
			}
			fmt.Fprintf(w, "            '%s%s%s[%s]%s' \\\n", star, o.spelled(), equal, quote.Replace(o.usage), value)
		}
		switch words := c.words; {
		case words == nil:
			fmt.Fprintf(w, "            '*:path:_files -g \"*.(%s)\"'\n", strings.Join(schemaSuffixes, "|"))
		case len(words) > 0:
			fmt.Fprintf(w, "            ':shell:(%s)'\n", strings.Join(words, " "))
		default:
			fmt.Fprint(w, "            && return\n")
		}
		fmt.Fprint(w, "        ;;\n")
	}
	fmt.Fprint(w, `    esac
}
if [[ $funcstack[1] == _schemascope ]]; then
    _schemascope "$@"
else
    compdef _schemascope schemascope
fi
`)
}

func completeFish(w io.Writer) {
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	fmt.Fprintf(w, `# Completions of schemascope for fish, made by "schemascope completion fish".
complete -c schemascope -f
complete -c schemascope -n __fish_use_subcommand -a help -d 'Tell what a command does.'
complete -c schemascope -n '__fish_seen_subcommand_from help' -a '%s'
complete -c schemascope -n __fish_use_subcommand -a version -d 'Print the version.'
`, strings.Join(commandNames(), " "))
	for _, c := range commands() {
		fmt.Fprintf(w, "complete -c schemascope -n __fish_use_subcommand -a %s -d '%s'\n", c.name, quote.Replace(c.title()))
		seen := fmt.Sprintf("complete -c schemascope -n '__fish_seen_subcommand_from %s'", c.name)
		fmt.Fprintf(w, "%s -s h -d 'tell what the command does'\n", seen)
		for _, o := range c.options() {
			kind := "-l"
			if len(o.name) == 1 {
				kind = "-s"
			}
			value := ""
			switch {
			case o.choices != nil:
				value = " -x -a '" + strings.Join(o.choices, " ") + "'"
			case o.isFile():
				value = " -r -F"
			case o.value != "":
				value = " -x"
			}
			fmt.Fprintf(w, "%s %s %s%s -d '%s'\n", seen, kind, o.name, value, quote.Replace(o.usage))
		}
		if words := c.words; words == nil {
			fmt.Fprintf(w, "%s -a '(__fish_complete_path (commandline -ct) | string match -r \"^[^\\t]*(?:/|\\.%s)(?:\\t.*)?\\$\")'\n",
				seen, strings.Join(schemaSuffixes, `|\.`))
		} else if len(words) > 0 {
			fmt.Fprintf(w, "%s -a '%s'\n", seen, strings.Join(words, " "))
		}
	}
}
