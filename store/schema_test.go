package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// nouns are all models that have a table.
var nouns = []any{
	models.Account{}, models.Actor{}, models.Asking{}, models.Attempt{}, models.Attendance{}, models.BlockRow{}, models.Boost{}, models.Borrowed{}, models.Boundary{}, models.Closure{},
	models.CommunityDuty{}, models.CommunityInvite{}, models.CommunityRow{}, models.Departure{}, models.Recurring{}, models.Ruling{}, models.TagFollow{}, models.MemberFlag{}, models.Appeal{}, models.Refusal{},
	models.Decision{}, models.DecisionPeer{}, models.Details{}, models.Dislike{}, models.Emoji{}, models.EndedInbox{}, models.Ending{}, models.Erasure{}, models.Favourite{}, models.Following{}, models.Handed{}, models.HeldAnswer{}, models.HeldItem{}, models.HomeItem{},
	models.InboxItem{}, models.Job{}, models.Key{}, models.Lane{}, models.Media{}, models.ModerationAct{}, models.Notice{}, models.OutboxItem{}, models.Peer{}, models.PeerDay{}, models.PeerList{}, models.PeerListLine{}, models.Pin{}, models.Policy{}, models.Poll{}, models.PollVote{},
	models.Post{}, models.PostPerson{}, models.PostTag{}, models.PostVersion{}, models.Quote{}, models.Reaction{}, models.Report{}, models.ReportPost{}, models.RoleGrant{}, models.Session{}, models.SpentName{}, models.TallyShard{}, models.Token{},
	models.Act{}, models.Chain{}, models.LegalHold{}, models.Preserved{}, models.PreservedFile{}, models.Link{}, models.RecordText{}, models.Replay{}, models.PolicyStep{}, models.RuleDay{}, // of the record
}

func TestModelsAndSchemaAgree(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		for _, d := range drift(t, s) {
			t.Error(d)
		}
	})
}

func TestADriftIsSeen(t *testing.T) {
	for plant, want := range map[string]string{
		"ALTER TABLE posts ADD COLUMN planted text":                                                                "posts.planted: no model knows it",
		"ALTER TABLE posts RENAME COLUMN title TO headline":                                                        "posts.title: the schema lacks it",
		"ALTER TABLE jobs DROP COLUMN payload; ALTER TABLE jobs ADD payload text":                                  "jobs.payload: may be empty (NULL) here only",
		"ALTER TABLE jobs DROP COLUMN payload; ALTER TABLE jobs ADD COLUMN payload boolean NOT NULL DEFAULT FALSE": "jobs.payload: is boolean, the model wants text",
		"DROP INDEX inbox_activity":                                                                                "inbox_activity: the schema lacks it",
		"DROP INDEX inbox_activity; CREATE INDEX inbox_activity ON inbox (activity)":                               "inbox_activity: unique in one only",
		"DROP INDEX lanes_due; CREATE INDEX lanes_due ON lanes (lease)":                                            "lanes_due: is on lease, the model wants due",
		"DROP INDEX jobs_dead; CREATE INDEX jobs_dead ON jobs (dead)":                                              "jobs_dead: partial in one only",
		"CREATE INDEX planted ON posts (title)":                                                                    "planted: no model knows it",
		"CREATE TABLE planted (id integer)":                                                                        "planted: no model knows it",
		"DROP TABLE lanes":                                                                                         "lanes: the schema lacks it",
		"DROP TABLE lanes; CREATE TABLE lanes (name text NOT NULL, PRIMARY KEY (name))":                            "lanes.due: the schema lacks it",
		"DROP TABLE boundary; CREATE TABLE boundary (id integer, epoch integer, mode text)":                        "boundary.epoch: may be empty (NULL) here only",
	} {
		t.Run(want, func(t *testing.T) {
			storetest.Each(t, system, func(t *testing.T, s *store.Store) {
				write(t, s, func(tx *store.Tx) error {
					for _, statement := range strings.Split(plant, "; ") {
						if err := tx.DB().Exec(statement).Error; err != nil {
							return err
						}
					}
					return nil
				})
				if found := drift(t, s); !slices.Contains(found, want) {
					t.Errorf("not seen; found only %q", found)
				}
			})
		})
	}
}

// column and index are what a schema has, as either database tells it.
type column struct {
	Tbl, Name, Type string
	Required        bool
}

type index struct{ Tbl, Name, Def string }

var catalogue = map[string][2]string{
	store.SQLite: {
		`SELECT m.name AS tbl, c.name, c.type, c."notnull" AS required FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`,
		`SELECT tbl_name AS tbl, name, sql AS def FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`,
	},
	store.Postgres: {
		`SELECT table_name AS tbl, column_name AS name, data_type AS type, is_nullable = 'NO' AS required FROM information_schema.columns WHERE table_schema = current_schema()`,
		`SELECT tablename AS tbl, indexname AS name, indexdef AS def FROM pg_indexes WHERE schemaname = current_schema() AND indexname NOT LIKE '%\_pkey'`,
	},
}

// drift lists where models and schema differ.
func drift(t *testing.T, s *store.Store) (out []string) {
	t.Helper()
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if err := s.Read(context.Background(), func(tx *store.Tx) error {
		columns, indexes := map[string]map[string]column{}, map[string]index{}
		var cs []column
		var is []index
		if err := tx.DB().Raw(catalogue[s.Dialect()][0]).Scan(&cs).Error; err != nil {
			return err
		}
		if err := tx.DB().Raw(catalogue[s.Dialect()][1]).Scan(&is).Error; err != nil {
			return err
		}
		for _, c := range cs {
			if strings.HasPrefix(c.Tbl, "goose_") || strings.HasPrefix(c.Tbl, "sqlite_") {
				continue
			}
			if columns[c.Tbl] == nil {
				columns[c.Tbl] = map[string]column{}
			}
			columns[c.Tbl][c.Name] = c
		}
		for _, i := range is {
			if !strings.HasPrefix(i.Tbl, "goose_") {
				indexes[i.Name] = i
			}
		}
		for _, noun := range nouns {
			m, err := schema.Parse(noun, &sync.Map{}, tx.DB().NamingStrategy)
			if err != nil {
				return err
			}
			if columns[m.Table] == nil {
				say("%s: the schema lacks it", m.Table)
				continue
			}
			compareColumns(tx.DB(), m, columns[m.Table], say)
			compareIndexes(m, indexes, say)
			delete(columns, m.Table)
		}
		for name := range columns {
			say("%s: no model knows it", name)
		}
		for name := range indexes {
			say("%s: no model knows it", name)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func compareColumns(db *gorm.DB, m *schema.Schema, have map[string]column, say func(string, ...any)) {
	for _, f := range m.Fields {
		if f.DBName == "" {
			continue
		}
		c, ok := have[f.DBName]
		if !ok {
			say("%s.%s: the schema lacks it", m.Table, f.DBName)
			continue
		}
		delete(have, f.DBName)
		switch required := f.NotNull || f.PrimaryKey; {
		case required && !c.Required:
			say("%s.%s: may be empty (NULL) here only", m.Table, f.DBName)
		case !required && c.Required:
			say("%s.%s: may be empty (NULL) in the model only", m.Table, f.DBName)
		}
		if want := class(db.DataTypeOf(f)); class(c.Type) != want {
			say("%s.%s: is %s, the model wants %s", m.Table, f.DBName, class(c.Type), want)
		}
	}
	for name := range have {
		say("%s.%s: no model knows it", m.Table, name)
	}
}

// class folds the names that the two databases and GORM have for one type.
func class(name string) string {
	name, _, _ = strings.Cut(strings.ToLower(name), " ")
	switch name {
	case "bigserial", "int8", "bigint", "integer", "int", "smallint":
		return "integer"
	case "numeric", "boolean", "bool":
		return "boolean"
	case "blob", "bytea":
		return "bytes"
	}
	return name
}

func compareIndexes(m *schema.Schema, have map[string]index, say func(string, ...any)) {
	for _, want := range m.ParseIndexes() {
		i, ok := have[want.Name]
		if !ok || i.Tbl != m.Table {
			say("%s: the schema lacks it", want.Name)
			continue
		}
		delete(have, want.Name)
		def := strings.ToLower(strings.ReplaceAll(i.Def, `"`, ""))
		if (want.Class == "UNIQUE") != strings.HasPrefix(def, "create unique") {
			say("%s: unique in one only", want.Name)
		}
		if (want.Where != "") != strings.Contains(def, " where ") {
			say("%s: partial in one only", want.Name)
		}
		var parts []string
		for _, f := range want.Fields {
			part := f.DBName
			if f.Expression != "" {
				part = f.Expression
			}
			parts = append(parts, part)
		}
		if on := indexed(def); len(on) < len(parts) || !slices.Equal(on[:len(parts)], parts) {
			say("%s: is on %s, the model wants %s", want.Name, strings.Join(on, ", "), strings.Join(parts, ", "))
		}
	}
}

// indexed takes the columns and expressions out of a CREATE INDEX.
func indexed(def string) (out []string) {
	_, list, _ := strings.Cut(def, "(")
	depth, from := 0, 0
	for i, r := range list {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case (r == ',' || r == ')') && depth == 0:
			out = append(out, strings.TrimSpace(list[from:i]))
			from = i + 1
			if r == ')' {
				return out
			}
		}
	}
	return out
}
