package mastodon

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/portraits"
)

// Limits of a request's body.
const (
	mostBody  = 1 << 20
	mostParts = 1000 // values in all
	deepest   = 8    // levels of JSON
)

// input is what a request says, whichever way it says it: query, form, multipart form or JSON, all under the names that
// a form would use (source[privacy], types[], fields_attributes[0][name]).
type input map[string][]string

// read takes the query and the body together; the body wins where both have a name.
func read(r *http.Request) (input, error) {
	const op = "mastodon.read"
	in := input{}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.Malformed, op, "The query of this request cannot be read.").Because(err)
	}
	if err := in.take(query); err != nil {
		return nil, err
	}
	if r.Body == nil || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return in, nil
	}
	most := int64(mostBody)
	if r.Method == http.MethodPatch { // of one's own account: a face and a banner may come along
		most += 2 * portraits.MostBytes
	}
	r.Body = http.MaxBytesReader(nil, r.Body, most)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.Header.Get("Content-Type") != "" {
		return nil, fault.New(fault.NotSupported, op, "Send a form or JSON.").Because(err)
	}
	switch kind {
	case "application/json":
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, unreadable(err)
		}
		return in, in.takeJSON(body)
	case "multipart/form-data":
		return in, in.takeMultipart(r.Body, params["boundary"])
	case "application/x-www-form-urlencoded", "":
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, unreadable(err)
		}
		if kind == "" && len(body) > 0 && !bytes.ContainsRune(body, '=') {
			return nil, fault.New(fault.NotSupported, op, "Say with Content-Type whether this is a form or JSON.")
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, fault.New(fault.Malformed, op, "The form cannot be read.").Because(err)
		}
		return in, in.take(form)
	}
	return nil, fault.New(fault.NotSupported, op, "Send a form or JSON.")
}

// unreadable tells a body that is too large from one that broke off.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.TooLarge, "mastodon.read", "The request is larger than one mebibyte.").Because(err)
	}
	return fault.New(fault.Malformed, "mastodon.read", "The request could not be read to its end.").Because(err)
}

func tooMany() error {
	return fault.New(fault.TooLarge, "mastodon.read", "The request has more than a thousand values.")
}

func (in input) take(form url.Values) error {
	n := 0
	for _, v := range form {
		n += len(v)
	}
	if n > mostParts {
		return tooMany()
	}
	for k, v := range form {
		in[k] = v
	}
	return nil
}

// takeJSON reads a JSON object and names its values as a form would. A null counts as absent.
func (in input) takeJSON(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return fault.New(fault.Malformed, "mastodon.read", "The JSON cannot be read.").Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fault.New(fault.Malformed, "mastodon.read", "There is something behind the JSON.")
	}
	members, ok := v.(map[string]any)
	if !ok {
		return fault.New(fault.Malformed, "mastodon.read", "The JSON of a request is one object.")
	}
	found := input{}
	left := mostParts
	for k, v := range members {
		if err := found.flatten(k, v, deepest, &left); err != nil {
			return err
		}
	}
	for k, v := range found {
		in[k] = v
	}
	return nil
}

func (in input) flatten(name string, v any, depth int, left *int) error {
	if depth == 0 {
		return fault.New(fault.Malformed, "mastodon.read", "The JSON is nested too deep.")
	}
	if *left--; *left < 0 {
		return tooMany()
	}
	switch v := v.(type) {
	case string:
		in[name] = append(in[name], v)
	case json.Number:
		in[name] = append(in[name], v.String())
	case bool:
		in[name] = append(in[name], strconv.FormatBool(v))
	case map[string]any:
		for k, sub := range v {
			if err := in.flatten(name+"["+k+"]", sub, depth-1, left); err != nil {
				return err
			}
		}
	case []any:
		for i, sub := range v {
			key := name + "[]"
			switch sub.(type) {
			case map[string]any, []any:
				key = name + "[" + strconv.Itoa(i) + "]"
			}
			if err := in.flatten(key, sub, depth-1, left); err != nil {
				return err
			}
		}
	}
	return nil
}

// has tells whether the request names the value at all.
func (in input) has(name string) bool { return len(in[name]) > 0 }

// text is the last value under a name.
func (in input) text(name string) string {
	if v := in[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

// flag reads a yes or no; false, 0, off, f and nothing are no.
func (in input) flag(name string) bool {
	switch strings.ToLower(in.text(name)) {
	case "", "0", "f", "false", "off", "no":
		return false
	}
	return true
}

// maybe is flag for what may be left out; nil when it is.
func (in input) maybe(name string) *bool {
	if in.text(name) == "" {
		return nil
	}
	v := in.flag(name)
	return &v
}

// wording is text for what may be left out; an empty text counts.
func (in input) wording(name string) *string {
	if !in.has(name) {
		return nil
	}
	v := in.text(name)
	return &v
}

// list is every value under name, name[] and name[0], name[1]...
func (in input) list(name string) []string {
	out := slices.Concat(in[name], in[name+"[]"])
	for i := range mostParts {
		v, ok := in[name+"["+strconv.Itoa(i)+"]"]
		if !ok {
			break
		}
		out = append(out, v...)
	}
	return out
}

// id reads an ID; one that is no number names nothing that exists.
func (in input) id(name string) (models.ID, error) {
	s := in.text(name)
	if s == "" {
		return 0, nil
	}
	id, ok := readID(s)
	if !ok {
		return 0, fault.New(fault.Invalid, "mastodon.read", "An id in this request is not a number.")
	}
	return id, nil
}

// readID reads an ID of ours: digits only, without a sign, at most 2^63-1.
func readID(s string) (models.ID, bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	return models.ID(n), err == nil && n > 0
}

// fields reads the lines of a profile: fields_attributes[0][name], fields_attributes[0][value], or both with [] in order.
// It gives false when the request names none. Lines without name and value are dropped.
func (in input) fields() ([]models.Field, bool) {
	const name = "fields_attributes"
	type place struct {
		at int
		f  models.Field
	}
	var lines []place
	said := false
	for k := range in {
		rest, ok := strings.CutPrefix(k, name+"[")
		if !ok {
			continue
		}
		said = true
		num, member, ok := strings.Cut(rest, "][")
		if !ok || (member != "name]" && member != "value]") {
			continue
		}
		for i, v := range in[k] {
			at := i
			if num != "" {
				n, err := strconv.Atoi(num)
				if err != nil {
					continue
				}
				at = n
			}
			j := slices.IndexFunc(lines, func(p place) bool { return p.at == at })
			if j < 0 {
				j = len(lines)
				lines = append(lines, place{at: at})
			}
			if member == "name]" {
				lines[j].f.Name = v
			} else {
				lines[j].f.Value = v
			}
		}
	}
	slices.SortFunc(lines, func(a, b place) int { return a.at - b.at })
	out := []models.Field{}
	for _, l := range lines {
		if l.f.Name != "" || l.f.Value != "" {
			out = append(out, l.f)
		}
	}
	return out, said || in.has(name)
}
