package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"guildhall/models"
)

// The statements that run for every request and every activity go past GORM's building and scanning, which cost more than
// SQLite itself. What a row is made of still comes from the model, once for each type.

// shape is how rows of one model are read.
type shape struct {
	head   string // SELECT with every column, FROM and the table
	into   string // INSERT INTO the table with every column, and VALUES
	fields []shapeField
}

type shapeField struct {
	index []int
	json  bool
	scan  bool // the field reads a column itself
}

var shapes sync.Map // reflect.Type to *shape

var scanner = reflect.TypeFor[sql.Scanner]()

func shapeOf[T any](db *gorm.DB) (*shape, error) {
	kind := reflect.TypeFor[T]()
	if s, ok := shapes.Load(kind); ok {
		return s.(*shape), nil
	}
	parsed, err := schema.Parse(new(T), &sync.Map{}, db.NamingStrategy)
	if err != nil {
		return nil, err
	}
	s := &shape{}
	var columns, bare []string
	for _, name := range parsed.DBNames {
		f := parsed.FieldsByDBName[name]
		columns, bare = append(columns, parsed.Table+"."+name), append(bare, name)
		s.fields = append(s.fields, shapeField{index: f.StructField.Index, json: f.Serializer != nil,
			scan: reflect.PointerTo(f.FieldType).Implements(scanner)})
	}
	s.head = "SELECT " + strings.Join(columns, ", ") + " FROM " + parsed.Table + " "
	s.into = "INSERT INTO " + parsed.Table + " (" + strings.Join(bare, ", ") + ") VALUES "
	shapes.Store(kind, s)
	return s, nil
}

// readAll reads whole rows of a model; tail is what follows the table's name: WHERE, ORDER, LIMIT.
func readAll[T any](tx *Tx, op, tail string, values ...any) (out []T, err error) {
	a, err := asking(tx, &out, tail, values...)
	if err == nil {
		err = tx.query(a.text, a.values, a.each)
	}
	return out, failed(op, err)
}

// asking is the question for whole rows of a model, which are put into out.
func asking[T any](tx *Tx, out *[]T, tail string, values ...any) (ask, error) {
	s, err := shapeOf[T](tx.db)
	if err != nil {
		return ask{}, err
	}
	cells, to := make([]any, len(s.fields)), make([]any, len(s.fields))
	for i := range cells {
		to[i] = &cells[i]
	}
	return ask{s.head + tail, values, func(r *sql.Rows) error {
		if err := r.Scan(to...); err != nil {
			return err
		}
		var row T
		v := reflect.ValueOf(&row).Elem()
		for i := range s.fields {
			if err := s.fields[i].put(v.FieldByIndex(s.fields[i].index), cells[i]); err != nil {
				return err
			}
		}
		*out = append(*out, row)
		return nil
	}}, nil
}

// readOne reads one row of a model; without one it is a fault of kind Missing with the sentence.
func readOne[T any](tx *Tx, op, missing, tail string, values ...any) (one T, err error) {
	found, err := readAll[T](tx, op, tail, values...)
	if err != nil {
		return one, err
	}
	if len(found) == 0 {
		return one, nothing(op, missing)
	}
	return found[0], nil
}

// readIDs runs a statement that gives IDs.
func (tx *Tx) readIDs(text string, values ...any) (ids []models.ID, err error) {
	err = tx.query(text, values, func(r *sql.Rows) error {
		var id models.ID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// count runs a statement that gives one number.
func (tx *Tx) count(op, text string, values ...any) (n int, err error) {
	err = tx.query(text, values, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, failed(op, err)
}

// readPair reads two texts of one row; empty when there is none.
func (tx *Tx) readPair(text string, values ...any) (pair [2]string, err error) {
	err = tx.query(text, values, func(r *sql.Rows) error { return r.Scan(&pair[0], &pair[1]) })
	return pair, err
}

// query runs a statement past GORM and calls each for every row. A list among the values stands behind IN.
func (tx *Tx) query(text string, values []any, each func(*sql.Rows) error) error {
	text, values = tx.spelt(text, values)
	r, err := tx.db.Statement.ConnPool.QueryContext(tx.db.Statement.Context, text, values...)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // Err below tells how the rows ended
	for r.Next() {
		if err := each(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// ask is one question of several that do not depend on each other.
type ask struct {
	text   string
	values []any
	each   func(*sql.Rows) error
}

// together puts questions as query does, in one round trip on PostgreSQL.
func (tx *Tx) together(asks ...ask) error {
	if conn, ok := tx.db.Statement.ConnPool.(*sql.Conn); ok && tx.postgres() && len(asks) > 1 {
		texts, values := make([]string, len(asks)), make([][]driver.NamedValue, len(asks))
		for i, a := range asks {
			text, flat := tx.spelt(a.text, a.values)
			texts[i] = text
			for k, v := range flat {
				v, err := driver.DefaultParameterConverter.ConvertValue(v)
				if err != nil {
					return err
				}
				values[i] = append(values[i], driver.NamedValue{Ordinal: k + 1, Value: v})
			}
		}
		if err := onPipe(conn, func(c *pipe) error { return c.ahead(texts, values) }); err != nil {
			return err
		}
	}
	for _, a := range asks {
		if err := tx.query(a.text, a.values, a.each); err != nil {
			return err
		}
	}
	return nil
}

// spelt writes a statement and its values as the database takes them.
func (tx *Tx) spelt(text string, values []any) (string, []any) {
	if !tx.postgres() {
		return unfold(text, values)
	}
	text, values = unfold(arrays(text, values))
	return numbered(text), values
}

// few is how many elements a list has at most that is written out.
const few = 8

// arrays makes of each long list behind IN one value, an array of PostgreSQL. Written out it looks cheaper when planned for the
// elements at hand than for any, so PostgreSQL would plan it anew at every call; and so does an array of few elements, as a
// plan for any array is made for ten. What is no list of numbers or texts is written out.
func arrays(text string, values []any) (string, []any) {
	if !slices.ContainsFunc(values, isList) {
		return text, values
	}
	var out strings.Builder
	flat := slices.Clone(values)
	for i, v := range values {
		before, rest, _ := strings.Cut(text, "?")
		head, in := strings.CutSuffix(before, " IN ")
		array, ok := "", false
		if in && !strings.HasSuffix(head, " NOT") {
			array, ok = arrayOf(v)
		}
		if ok {
			flat[i] = array
			out.WriteString(head + " = ANY(?)")
		} else {
			out.WriteString(before + "?")
		}
		text = rest
	}
	out.WriteString(text)
	return out.String(), flat
}

// arrayOf writes a long list of numbers or texts as an array of PostgreSQL.
//
// Spec: PostgreSQL 15, section 8.15.2 — https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT
func arrayOf(v any) (string, bool) {
	if !isList(v) {
		return "", false
	}
	list := reflect.ValueOf(v)
	if list.Len() <= few {
		return "", false
	}
	element := list.Type().Elem()
	if kind := element.Kind(); element.Implements(valuer) || kind != reflect.Int64 && kind != reflect.String {
		return "", false
	}
	out := []byte{'{'}
	for i := range list.Len() {
		if i > 0 {
			out = append(out, ',')
		}
		if e := list.Index(i); element.Kind() == reflect.Int64 {
			out = strconv.AppendInt(out, e.Int(), 10)
		} else {
			out = append(append(append(out, '"'), quoted.Replace(e.String())...), '"')
		}
	}
	return string(append(out, '}')), true
}

var (
	valuer = reflect.TypeFor[driver.Valuer]()
	quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
)

// unfold writes as many placeholders as a list has values. Their number is rounded up and the last value repeated, so that
// lists of all lengths share few statements; behind IN a repeat changes nothing.
func unfold(text string, values []any) (string, []any) {
	var out strings.Builder
	var flat []any
	for i, v := range values {
		if !isList(v) {
			if flat != nil {
				flat = append(flat, v)
			}
			continue
		}
		if flat == nil {
			flat = append(make([]any, 0, len(values)+32), values[:i]...)
		}
		list := reflect.ValueOf(v)
		n := list.Len()
		for k := range n {
			flat = append(flat, list.Index(k).Interface())
		}
		if n == 0 {
			flat = append(flat, nil)
		}
		for range rounded(n) - n {
			flat = append(flat, flat[len(flat)-1])
		}
	}
	if flat == nil {
		return text, values
	}
	for _, v := range values {
		before, rest, _ := strings.Cut(text, "?")
		out.WriteString(before)
		if isList(v) {
			out.WriteString("(?" + strings.Repeat(",?", max(rounded(reflect.ValueOf(v).Len()), 1)-1) + ")")
		} else {
			out.WriteByte('?')
		}
		text = rest
	}
	out.WriteString(text)
	return out.String(), flat
}

func rounded(n int) int {
	r := 1
	for r < n {
		r *= 2
	}
	if n == 0 {
		return 0
	}
	return r
}

// put sets one field from what the driver gave for its column.
func (f *shapeField) put(to reflect.Value, cell any) error {
	if f.scan {
		return to.Addr().Interface().(sql.Scanner).Scan(cell)
	}
	if f.json {
		switch text := cell.(type) {
		case nil:
			return nil
		case string:
			return unpack([]byte(text), to)
		case []byte:
			return unpack(text, to)
		}
	}
	return put(to, cell)
}

func unpack(text []byte, to reflect.Value) error {
	if len(text) == 0 || string(text) == "null" || string(text) == "[]" {
		return nil
	}
	return json.Unmarshal(text, to.Addr().Interface())
}

func put(to reflect.Value, cell any) error {
	if cell == nil {
		return nil // a null leaves the field at its zero, a pointer at nil
	}
	if to.Kind() == reflect.Pointer {
		made := reflect.New(to.Type().Elem())
		to.Set(made)
		return put(made.Elem(), cell)
	}
	switch v := cell.(type) {
	case int64:
		switch to.Kind() {
		case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
			to.SetInt(v)
			return nil
		case reflect.Bool:
			to.SetBool(v != 0)
			return nil
		}
	case string:
		if to.Kind() == reflect.String {
			to.SetString(v)
			return nil
		}
		if to.Kind() == reflect.Slice {
			to.SetBytes([]byte(v))
			return nil
		}
	case []byte:
		if to.Kind() == reflect.Slice {
			to.SetBytes(v)
			return nil
		}
		if to.Kind() == reflect.String {
			to.SetString(string(v))
			return nil
		}
	case bool:
		if to.Kind() == reflect.Bool {
			to.SetBool(v)
			return nil
		}
	}
	return fmt.Errorf("a column of type %T does not fit a field of type %s", cell, to.Type())
}

// add inserts whole rows of a model; tail is what follows them, such as ON CONFLICT. It tells how many are new.
func add[T any](tx *Tx, op, tail string, many ...T) (int64, error) {
	if len(many) == 0 {
		return 0, nil
	}
	s, err := shapeOf[T](tx.db)
	if err != nil {
		return 0, failed(op, err)
	}
	values := make([]any, 0, len(many)*len(s.fields))
	for i := range many {
		v := reflect.ValueOf(&many[i]).Elem()
		for _, f := range s.fields {
			value := v.FieldByIndex(f.index).Interface()
			if f.json {
				text, err := json.Marshal(value)
				if err != nil {
					return 0, failed(op, err)
				}
				value = string(text)
			}
			values = append(values, value)
		}
	}
	one := "(?" + strings.Repeat(", ?", len(s.fields)-1) + ")"
	return tx.exec(op, s.into+rows(len(many), one)+" "+tail, values...)
}
