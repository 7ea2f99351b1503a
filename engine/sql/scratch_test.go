package sql
import ("testing";"fmt";"os";"github.com/schemascope/schemascope/engine/schema")
func TestScratch(t *testing.T){
 b,err:=os.ReadFile(os.Getenv("SCRATCH")); if err!=nil {t.Skip()}
 d:=schema.Dialect(os.Getenv("DIALECT"))
 for _,s:=range parseAll(string(b), d) {
  fmt.Println(dump(s.chunk.Stmts))
  if os.Getenv("SITES")!="" { for _,x:=range s.chunk.Sites { fmt.Printf("   site %q %s decl=%v ref=%s col=%s\n", s.src[x.Span.Start:x.Span.End], x.Kind,x.Decl,x.Ref,x.Column)}}
  for _,p:=range s.chunk.Problems { fmt.Printf("  !! %d %q %s\n", p.Severity, s.src[p.Span.Start:p.Span.End], p.Message)}
 }
}
