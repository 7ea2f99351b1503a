// Package shell tries what "make install" puts into a system: in real shells the
// completions, and the manual page in a real reader.
package shell

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/test/internal/program"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// shells complete a command line: each is run with it as $1, and with the file of
// completions as $2, and prints what it offers, one a line.
var shells = map[string][]string{
	"bash": {"bash", "-c", `
		source "$2"
		line=${1//=/ = }
		read -ra COMP_WORDS <<<"$line"
		[[ $line == *' ' ]] && COMP_WORDS+=('')
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_schemascope
		printf '%s\n' "${COMPREPLY[@]}"`, "bash"},
	// A zsh within zsh, as only the line editor completes. It tells what is offered
	// instead of showing it.
	"zsh": {"zsh", "-f", "-c", `
		zmodload zsh/zpty
		export OFFERED=$(mktemp)
		zpty z zsh -f -i
		zpty -w z 'PS1= PS2=; autoload -Uz compinit; compinit -u -D; zstyle ":completion:*" insert-tab false'
		zpty -w z "source $2"
		zpty -w z 'compadd() { [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] || { builtin compadd -O all "$@"; print -rl -- $all >>$OFFERED }; builtin compadd "$@" }'
		zpty -w z 'comppostfuncs=(finished); finished() { print FINI""SHED >/dev/tty }; bindkey "^I" complete-word'
		zpty -w -n z "$1"$'\t'
		zpty -r z out '*FINISHED*'
		cat $OFFERED; rm $OFFERED
		zpty -d z`, "zsh"},
	"fish": {"fish", "--no-config", "-c", `source $argv[2]; complete -C $argv[1] | string replace -r '\t.*' ''; true`},
}

// TestCompletions completes lines in each shell, in a directory of three files.
func TestCompletions(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"schema.hcl", "tables.sql", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "db"), 0o755); err != nil {
		t.Fatal(err)
	}
	bin := program.Build(t)
	for shell, command := range shells {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Skipf("%s is not installed (\"make test\" does it where it can)", shell)
			}
			script, err := exec.Command(bin, "completion", shell).Output()
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "_schemascope")
			if err := os.WriteFile(file, script, 0o644); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				line       string
				want, deny []string
			}{
				{"schemascope ", []string{"check", "erd", "version"}, []string{"--format", "schema.hcl"}},
				{"schemascope ch", []string{"check"}, []string{"erd"}},
				{"schemascope check --format ", []string{"text", "sarif"}, []string{"svg", "schema.hcl"}},
				{"schemascope check --format=sa", []string{"sarif"}, []string{"text"}},
				{"schemascope erd --format ", []string{"svg", "mermaid"}, []string{"sarif"}},
				{"schemascope erd --fo", []string{"--focus", "--format"}, []string{"--env"}},
				{"schemascope erd ", []string{"schema.hcl", "tables.sql", "db"}, []string{"notes.txt", "check"}},
				{"schemascope erd -o ", []string{"notes.txt"}, nil},
				{"schemascope erd --detail full ", []string{"schema.hcl"}, []string{"full"}},
				{"schemascope completion ", []string{"bash", "zsh", "fish"}, []string{"schema.hcl"}},
			} {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, command[0], append(command[1:], c.line, file)...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "PATH="+filepath.Dir(bin)+":"+os.Getenv("PATH"), "TERM=dumb")
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%q: %v\n%s", c.line, err, out)
				}
				var offered []string
				for _, line := range strings.Split(string(out), "\n") {
					offered = append(offered, strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(line, "/"), "--format="), "="))
				}
				for _, want := range c.want {
					if !slices.Contains(offered, want) {
						t.Errorf("%q offers no %s, but %q", c.line, want, offered)
					}
				}
				for _, deny := range c.deny {
					if slices.Contains(offered, deny) {
						t.Errorf("%q offers %s", c.line, deny)
					}
				}
			}
		})
	}
}
