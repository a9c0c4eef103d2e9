package policy

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// fill reads a node into a value by the names of its JSON tags. What it does not know is a fault with its place.
func (l *loader) fill(n *yaml.Node, into any, what string) {
	l.set(n, reflect.ValueOf(into).Elem(), what)
}

func (l *loader) set(n *yaml.Node, v reflect.Value, what string) {
	if empty(n) {
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(l.string(n))); err != nil {
			l.wrong(n, fmt.Sprintf("%s cannot be read from %q", what, cut(n.Value, 60)), readAs(v.Interface()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		fields := map[string]func(*yaml.Node){}
		for i := range v.NumField() {
			name := v.Type().Field(i).Tag.Get("json")
			if name != "" {
				fields[name] = func(n *yaml.Node) { l.set(n, v.Field(i), name) }
			}
		}
		l.each(n, what, fields)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			l.wrong(n, what+" is a list", "Write it as in [one, two].")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			l.set(c, v.Index(i), what)
		}
	case reflect.String:
		v.SetString(l.string(n))
	case reflect.Bool:
		b, err := strconv.ParseBool(n.Value)
		if err != nil || n.Tag != "!!bool" {
			l.wrong(n, what+" is yes or no", "Write true or false.")
		}
		v.SetBool(b)
	case reflect.Int64:
		i, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			l.wrong(n, what+" is a number", "Write digits only.")
		}
		v.SetInt(i)
	}
}

func readAs(v any) string {
	if _, ok := v.(time.Time); ok {
		return "Write the time as in 2026-03-01T09:30:00Z."
	}
	return "Write the length of time as in 36h or 15m."
}

// ReadInput reads a CROSSING.json: an Input, of which anything may be left out and nothing added.
func ReadInput(name string, text []byte) (*Input, []Fault) {
	d := &Document{file: name}
	whole := place{1, 1}
	if len(text) > LongestFile {
		return nil, []Fault{d.fault(whole, fmt.Sprintf("The file has %d bytes, and %d are the most", len(text), LongestFile), "Shorten the texts.")}
	}
	if !json.Valid(text) {
		return nil, []Fault{d.fault(whole, "This is not JSON", "Write an object as in {\"crossing\": {\"direction\": \"out\"}, \"post\": {\"text\": \"Hello\"}}.")}
	}
	d.source = strings.Split(string(text), "\n")
	root, wrong := d.parse(text) // JSON is YAML, and the nodes know their places
	if wrong != nil {
		return nil, []Fault{*wrong}
	}
	l, in := &loader{doc: d}, &Input{}
	if root != nil {
		l.tame(root, 0)
	}
	if root != nil && len(l.faults) == 0 {
		l.fill(root, in, "A crossing")
	}
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	return in, nil
}

func listed[T any](of map[string]T) string { return strings.Join(slices.Sorted(maps.Keys(of)), ", ") }
