package wire

import (
	"context"
	"encoding/json"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-fed/activity/streams"
	"github.com/go-fed/activity/streams/vocab"

	"guildhall/models"
	"guildhall/testrig/corpus"
)

// How many documents of the corpus go-fed's types and our view agree about in everything that both know. It may rise.
const agreed = 309

// theirs is what go-fed makes of a document; a nil list is one that it does not have.
type theirs struct {
	id, kind, actor, object, author, parent, content string
	to, cc                                           []models.IRI
}

func TestOurViewAgreesWithGoFedsTypes(t *testing.T) {
	var same, compared int
	var refused, lost []string
	for _, row := range corpus.Rows(t) {
		name := filepath.Base(row.File)
		if !strings.HasPrefix(name, "activity-") && !strings.HasPrefix(name, "object-") && !strings.HasPrefix(name, "actor-") && !strings.HasPrefix(name, "collection-") {
			continue
		}
		raw := corpus.Read(t, row.File)
		d, err := Parse(raw)
		if err != nil {
			continue // refused by us: EXPECT.tsv judges that
		}
		compared++
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		if _, ok := m["@context"]; !ok {
			m["@context"] = coreContext // go-fed takes nothing without; several servers send it so
		}
		v, err := streams.ToType(context.Background(), m)
		if err != nil {
			refused = append(refused, row.File+" ("+d.Type+"): "+strings.SplitN(err.Error(), "\n", 2)[0])
			continue
		}
		differences := differ(d, readTheirs(v))
		if len(differences) == 0 {
			same++
			continue
		}
		lost = append(lost, row.File+": "+strings.Join(differences, "; "))
		for _, x := range differences {
			if !strings.HasSuffix(x, " nothing to go-fed") {
				t.Errorf("%s: %s", row.File, x)
			}
		}
	}
	t.Logf("%d documents: %d the same in go-fed's types, %d refused by go-fed, %d where go-fed loses something",
		compared, same, len(refused), len(lost))
	for _, l := range append(refused, lost...) {
		t.Log(l)
	}
	if same < agreed {
		t.Errorf("only %d documents are read alike, fewer than %d", same, agreed)
	}
}

func differ(d Document, g theirs) (all []string) {
	check := func(what, ours, goFed string) {
		if ours != goFed && normal(ours) != normal(goFed) {
			if goFed == "" {
				goFed = "nothing"
			}
			all = append(all, what+" is "+ours+" to us and "+goFed+" to go-fed")
		}
	}
	check("id", string(d.ID), g.id)
	check("type", d.Type, g.kind)
	lists := func(to, cc []models.IRI) {
		check("to", join(to), join(g.to))
		check("cc", join(cc), join(g.cc))
	}
	if a := d.Activity; a != nil {
		check("actor", string(a.Actor), g.actor)
		if len(a.Objects) < 2 {
			check("object", string(a.Object), g.object)
		}
		lists(a.To, a.Cc)
	}
	if n := d.Note; n != nil {
		if len(n.Authors) < 2 && n.Author != "" && g.author != "" {
			check("author", string(n.Author), g.author)
		}
		check("parent", string(n.ReplyTo), g.parent)
		if g.content != "" {
			check("content", n.ContentHTML, g.content)
		}
		lists(n.To, n.Cc)
	}
	return all
}

// normal undoes what parsing and writing a URL changes.
func normal(s string) string {
	if u, err := url.Parse(s); err == nil {
		return u.String()
	}
	return s
}

func join(all []models.IRI) string {
	s := make([]string, 0, len(all))
	for _, i := range all {
		s = append(s, normal(string(i)))
	}
	slices.Sort(s)
	return strings.Join(s, " ")
}

func readTheirs(v vocab.Type) (g theirs) {
	g.kind = v.GetTypeName()
	if id := v.GetJSONLDId(); id != nil && id.IsIRI() {
		g.id = id.GetIRI().String()
	} else if id != nil && id.Get() != nil {
		g.id = id.Get().String()
	}
	if a, ok := v.(interface {
		GetActivityStreamsActor() vocab.ActivityStreamsActorProperty
	}); ok && a.GetActivityStreamsActor() != nil && a.GetActivityStreamsActor().Len() > 0 {
		g.actor = reference(a.GetActivityStreamsActor().At(0))
	}
	if o, ok := v.(interface {
		GetActivityStreamsObject() vocab.ActivityStreamsObjectProperty
	}); ok && o.GetActivityStreamsObject() != nil && o.GetActivityStreamsObject().Len() > 0 {
		g.object = reference(o.GetActivityStreamsObject().At(0))
	}
	if o, ok := v.(interface {
		GetActivityStreamsAttributedTo() vocab.ActivityStreamsAttributedToProperty
	}); ok && o.GetActivityStreamsAttributedTo() != nil && o.GetActivityStreamsAttributedTo().Len() > 0 {
		g.author = reference(o.GetActivityStreamsAttributedTo().At(0))
	}
	if o, ok := v.(interface {
		GetActivityStreamsInReplyTo() vocab.ActivityStreamsInReplyToProperty
	}); ok && o.GetActivityStreamsInReplyTo() != nil && o.GetActivityStreamsInReplyTo().Len() > 0 {
		g.parent = reference(o.GetActivityStreamsInReplyTo().At(0))
	}
	if o, ok := v.(interface {
		GetActivityStreamsContent() vocab.ActivityStreamsContentProperty
	}); ok && o.GetActivityStreamsContent() != nil && o.GetActivityStreamsContent().Len() > 0 {
		if c := o.GetActivityStreamsContent().At(0); c.IsXMLSchemaString() {
			g.content = c.GetXMLSchemaString()
		}
	}
	if o, ok := v.(interface {
		GetActivityStreamsTo() vocab.ActivityStreamsToProperty
	}); ok && o.GetActivityStreamsTo() != nil {
		for i := range o.GetActivityStreamsTo().Len() {
			g.to = append(g.to, publicToo(reference(o.GetActivityStreamsTo().At(i))))
		}
	}
	if o, ok := v.(interface {
		GetActivityStreamsCc() vocab.ActivityStreamsCcProperty
	}); ok && o.GetActivityStreamsCc() != nil {
		for i := range o.GetActivityStreamsCc().Len() {
			g.cc = append(g.cc, publicToo(reference(o.GetActivityStreamsCc().At(i))))
		}
	}
	return g
}

func publicToo(s string) models.IRI {
	if isPublic(s) {
		return Public
	}
	return models.IRI(s)
}

// reference is the id of an entry that is an IRI or an embedded thing.
func reference(i interface {
	IsIRI() bool
	GetIRI() *url.URL
	GetType() vocab.Type
}) string {
	if i.IsIRI() {
		return i.GetIRI().String()
	}
	if v := i.GetType(); v != nil && v.GetJSONLDId() != nil {
		if id := v.GetJSONLDId(); id.IsIRI() {
			return id.GetIRI().String()
		} else if id.Get() != nil {
			return id.Get().String()
		}
	}
	return ""
}
