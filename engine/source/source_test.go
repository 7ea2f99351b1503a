package source

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// disk is the real file system.
type disk struct{}

func (disk) Document(name string) (*text.Document, error) {
	content, err := os.ReadFile(name)
	return text.NewDocument(string(content)), err
}

func (disk) ReadDir(name string) ([]project.Entry, error) {
	list, err := os.ReadDir(name)
	var entries []project.Entry
	for _, e := range list {
		entries = append(entries, project.Entry{Name: e.Name(), Dir: e.IsDir()})
	}
	return entries, err
}

func TestResolve(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a.sql":                      "CREATE TABLE a (id int);",
		"schema.pg.hcl":              "schema \"public\" {}\n",
		"sql/2.sql":                  "",
		"sql/1.sql":                  "",
		"sql/deep/3.sql":             "",
		"sql/notes.md":               "",
		"hcl/a.hcl":                  "schema \"public\" {}\n",
		"hcl/atlas.hcl":              "env \"x\" {}\n",
		"mixed/a.hcl":                "schema \"public\" {}\n",
		"mixed/b.sql":                "",
		"migrations/1_a.up.sql":      "",
		"migrations/1_a.down.sql":    "",
		"migrations/2_b.sql":         "",
		"migrations/helper.hcl":      "schema \"public\" {}\n",
		"history/1.sql":              "",
		"history/atlas.sum":          "",
		"point/1.sql":                "CREATE TABLE a (id int);",
		"point/2_all.sql":            "-- atlas:checkpoint\n\nCREATE TABLE a (id int);",
		"point/3.sql":                "",
		"point/20.sql":               "",
		"point/atlas.sum":            "",
		"fly/V10__c.sql":             "",
		"fly/V2__b.sql":              "",
		"fly/V1.1__a.sql":            "",
		"fly/U2__b.sql":              "",
		"fly/R__views.sql":           "",
		"counted/migrations/10.sql":  "",
		"counted/migrations/9_x.sql": "",
		"odd name.sql":               "",
		"empty/notes.md":             "",
		"import/main.sql":            "-- atlas:import parts/one.sql\n-- atlas:import parts\n-- atlas:import gone.sql\n\nCREATE TABLE m (id int);",
		"import/parts/one.sql":       "",
		"import/parts/two.sql":       "-- atlas:import one.sql\n\n",
		"cycle/a.sql":                "-- atlas:import b.sql\n\n",
		"cycle/b.sql":                "-- atlas:import a.sql\n\n",
		"elsewhere/from-root.sql":    "",
		"elsewhere/inner/atlas.hcl":  "",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		path  string
		files string
		want  string // part of the problem, with its severity
	}{
		{"a.sql", "a.sql", ""},
		{"schema.pg.hcl", "schema.pg.hcl", ""},
		{"sql", "sql/1.sql sql/2.sql", ""},
		{"hcl", "hcl/a.hcl", ""},
		{"mixed", "mixed/a.hcl mixed/b.sql", "1 ambiguous schema: mixed holds both SQL and HCL files"},
		{"migrations", "migrations/1_a.up.sql migrations/2_b.sql", ""},
		{"history", "history/1.sql", ""},
		{"point", "point/2_all.sql point/3.sql", ""},
		{"fly?format=flyway", "fly/V1.1__a.sql fly/V2__b.sql fly/V10__c.sql fly/R__views.sql", ""},
		{"counted/migrations", "counted/migrations/9_x.sql counted/migrations/10.sql", ""},
		{"odd%20name.sql", "odd name.sql", ""},
		{"sql?format=goose", "sql/1.sql sql/2.sql", ""},
		{"empty", "", "2 empty holds no schema files"},
		{"a.sq", "", "1 a.sq does not exist; did you mean a.sql?"},
		{"import/main.sql", "import/parts/one.sql import/parts/two.sql import/main.sql", "1 gone.sql, which is imported here, does not exist"},
		{"cycle/a.sql", "cycle/b.sql cycle/a.sql", "1 a.sql imports itself: a.sql → b.sql → a.sql"},
		{"from-root.sql", "elsewhere/from-root.sql", ""},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			r := Resolve(disk{}, project.Source{Kind: project.Files, Paths: []string{tt.path}}, []string{dir, filepath.Join(dir, "elsewhere")})
			var files []string
			for _, f := range r.Files {
				rel, err := filepath.Rel(dir, f)
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, filepath.ToSlash(rel))
			}
			if got := strings.Join(files, " "); got != tt.files {
				t.Errorf("files %q, want %q", got, tt.files)
			}
			var problems []string
			for _, p := range r.Problems {
				problems = append(problems, fmt.Sprintf("%d %s", p.Severity, p.Message))
			}
			if tt.want == "" && len(problems) > 0 || tt.want != "" && (len(problems) != 1 || !strings.HasPrefix(problems[0], tt.want)) {
				t.Errorf("problems %q, want %q", problems, tt.want)
			}
		})
	}
}

func TestImportProblemsStandAtTheDirective(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "main.sql")
	content := "-- atlas:import gone.sql\n\nCREATE TABLE m (id int);"
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	r := File(disk{}, name)
	if len(r.Problems) != 1 || r.Problems[0].Place.File != name {
		t.Fatalf("problems: %+v", r.Problems)
	}
	if at := r.Problems[0].Span; content[at.Start:at.End] != "gone.sql" {
		t.Errorf("the problem is at %q", content[at.Start:at.End])
	}
}

func TestUnreadableDirectory(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root can read everything")
	}
	dir := filepath.Join(t.TempDir(), "locked")
	if err := os.Mkdir(dir, 0o000); err != nil {
		t.Fatal(err)
	}
	r := Resolve(disk{}, project.Source{Kind: project.Files, Paths: []string{dir}}, nil)
	if len(r.Problems) != 1 || r.Problems[0].Code != schema.CodeUnreadable {
		t.Errorf("problems: %+v", r.Problems)
	}
}

func TestModels(t *testing.T) {
	dir := t.TempDir()
	models := filepath.Join(dir, "models.py")
	files := map[string]string{
		"models.py": "import x\n\nclass User(\n    Base,\n):\n    \"\"\"Who: signs in.\"\"\"\n\n    __tablename__ = 'users'\n    id = Column(\n        Int\n    )\n" +
			"    name: Mapped[str]\n    @property\n    def size(self):\n        total: int = 1\n        return total\n\n\nclass Post(Base):\n    __tablename__ = \"posts\"\n\n    title: str\nx = 1\n",
		"user.go": "package m\n\ntype User struct {\n\tgorm.Model\n\tUserID uint `gorm:\"column:uid\"`\n\t// Name of the user.\n\tName   string\n}\n\nfunc (User) TableName() string { return \"u\" }\n",
		"Item.ts": "@Entity()\nexport class Item {\n  @Column()\n  unitPrice: number;\n\n  declare stock?: number;\n}\n",
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	output := "-- atlas:pos users[type=table] models.py:3\n" +
		"-- atlas:pos app[type=schema].\"odd name\"[type=table] " + models + ":12:5-13:9\n" +
		"-- atlas:pos posts[type=table] models.py:20\n" +
		"-- atlas:pos plain models.py\n" +
		"-- atlas:pos u[type=table] user.go:3\n" +
		"-- atlas:pos item[type=table] Item.ts:2-7\n" +
		"-- atlas:pos gone[type=table] gone.py:1\n" +
		"-- atlas:pos broken\n\nCREATE TABLE users (id int);\n"
	var got []string
	for _, m := range Models(disk{}, output, dir) {
		doc, err := disk{}.Document(m.Origin.File())
		if err != nil {
			t.Fatal(err)
		}
		lines := func(s text.Span) string { return fmt.Sprintf("%d-%d", doc.LineAt(s.Start)+1, doc.LineAt(s.End)+1) }
		of := m.Schema + "|" + m.Name
		if m.Field != "" {
			of += "." + m.Field
		}
		got = append(got, fmt.Sprintf("%s|%s|%s", of, doc.Slice(m.Origin.NameRange()), lines(m.Origin.Range())))
	}
	want := []string{
		"|users|class User(|3-16",
		"|users.Base|Base,|4-4",
		"|users.__tablename__|__tablename__ = 'users'|8-8",
		"|users.id|id = Column(|9-11",
		"|users.name|name: Mapped[str]|12-12",
		"|users.def|def size(self):|14-16",
		"app|odd name|name: Mapped[str]|12-13",
		`|posts|__tablename__ = "posts"|19-22`,
		`|posts.__tablename__|__tablename__ = "posts"|20-20`,
		"|posts.title|title: str|22-22",
		"|plain|import x|1-1",
		"|u|type User struct {|3-8",
		"|u.gorm|gorm.Model|4-4",
		"|u.UserID|UserID uint `gorm:\"column:uid\"`|5-5",
		"|u.Name|Name   string|7-7",
		"|item|export class Item {|2-7",
		"|item.unitPrice|unitPrice: number;|4-4",
		"|item.stock|declare stock?: number;|6-6",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestRun(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("there is no /bin/sh")
	}
	dir := t.TempDir()
	out, err := Run(context.Background(), []string{"/bin/sh", "-c", "pwd"}, dir)
	if err != nil || strings.TrimSpace(string(out)) != dir {
		t.Errorf("ran in %q (%v), want %q", out, err, dir)
	}
	_, err = Run(context.Background(), []string{"/bin/sh", "-c", "echo postgres://me:hunter2@h/db >&2; exit 4"}, dir)
	if err == nil || !strings.Contains(err.Error(), "exit status 4") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error: %v", err)
	}
	if _, err = Run(context.Background(), []string{"no-such-program-anywhere"}, dir); err == nil || !strings.Contains(err.Error(), "not installed") {
		t.Errorf("error: %v", err)
	}
}

// A program may give any line for the last one of a model: it ends with its file.
func TestModelBehindItsFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "user.py"), []byte("class User:\n    id = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, lines := range []string{"1-4000000000000", "1-3", "7-9", "0-0", "-5--6"} {
		for _, m := range Models(disk{}, "-- atlas:pos users[type=table] user.py:"+lines+"\n\n", dir) {
			doc, err := disk{}.Document(m.Origin.File())
			if err != nil {
				t.Fatal(err)
			}
			if s := m.Origin.Range(); s != doc.Clamp(s) {
				t.Errorf("%s: %v", lines, s)
			}
		}
	}
}

func TestRunEndsTheWholeFamily(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("there is no /bin/sh")
	}
	ctx, cancel := context.WithCancel(context.Background())
	dir := t.TempDir()
	started := filepath.Join(dir, "started")
	done := make(chan error, 1)
	go func() {
		// The grandchild keeps the output open: killing the child alone would hang.
		_, err := Run(ctx, []string{"/bin/sh", "-c", "sleep 600 & echo > started; wait"}, dir)
		done <- err
	}()
	guard := time.After(time.Minute)
	for {
		if _, err := os.Stat(started); err == nil {
			break
		}
		select {
		case err := <-done:
			t.Fatalf("it ended by itself: %v", err)
		case <-guard:
			t.Fatal("it did not start")
		default:
		}
	}
	cancel()
	select {
	case err := <-done:
		if err == nil {
			t.Error("a cancelled program succeeded")
		}
	case <-guard:
		t.Fatal("it did not end")
	}
}

func TestComplaintHidesPasswords(t *testing.T) {
	long := "postgres://me:" + strings.Repeat("s3cret", 10) + "@host/db " + strings.Repeat("x", maxComplaint-20)
	if got := complaint([]byte(long)); strings.Contains(got, "s3cret") {
		t.Error("a password that the cut goes through is shown")
	}
}
