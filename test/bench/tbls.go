package main

import (
	"encoding/json"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// tblsSchema describes the tables of a schema in SQL as tbls reads them, from a file
// in place of a database.
func tblsSchema(text string) ([]byte, error) {
	type column struct {
		Name     string `json:"name"`
		Type     string `json:"type"`
		Nullable bool   `json:"nullable"`
	}
	type table struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Columns []column `json:"columns"`
	}
	type relation struct {
		Table         string   `json:"table"`
		Columns       []string `json:"columns"`
		ParentTable   string   `json:"parent_table"`
		ParentColumns []string `json:"parent_columns"`
		Def           string   `json:"def"`
	}
	var all struct {
		Name      string     `json:"name"`
		Tables    []table    `json:"tables"`
		Relations []relation `json:"relations"`
		Driver    struct {
			Name string `json:"name"`
		} `json:"driver"`
	}
	all.Name, all.Driver.Name = "bench", "postgres"
	for _, s := range realmOf(text).Schemas {
		for _, t := range s.Tables {
			to := table{Name: qualified(t), Type: "TABLE"}
			for _, c := range t.Columns {
				to.Columns = append(to.Columns, column{c.Name, c.Type.Text, c.Null})
			}
			all.Tables = append(all.Tables, to)
			for _, k := range t.ForeignKeys {
				if k.RefTable != nil {
					all.Relations = append(all.Relations, relation{to.Name, k.ColumnNames, qualified(k.RefTable), k.RefColumnNames, "FOREIGN KEY"})
				}
			}
		}
	}
	return json.Marshal(all)
}

func qualified(t *schema.Table) string { return t.Schema.Name + "." + t.Name }

// realmOf is the graph of a schema in SQL.
func realmOf(text string) *schema.Realm {
	w := workspace.New(workspace.Options{})
	w.Open("/structure.sql", "", 1, text)
	return w.Snapshot().Environments()[0].Realm()
}
