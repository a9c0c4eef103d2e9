package mastodon

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
)

func request(kind, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/x?limit=7&types[]=mention", strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

// A program may say the same thing in four ways.
func TestAFormAMultipartFormAndJSONMeanTheSame(t *testing.T) {
	forms := map[string]string{
		"application/x-www-form-urlencoded": "display_name=Ada&locked=true&source%5Bprivacy%5D=private&id[]=1&id[]=2&" +
			"fields_attributes[0][name]=Site&fields_attributes[0][value]=x&fields_attributes[1][name]=Team&fields_attributes[1][value]=y",
		"application/json; charset=utf-8": `{"display_name":"Ada","locked":true,"source":{"privacy":"private"},"id":["1",2],"gone":null,
			"fields_attributes":[{"name":"Site","value":"x"},{"name":"Team","value":"y"}]}`,
		"application/json": `{"display_name":"Ada","locked":true,"source":{"privacy":"private"},"id":[1,2],
			"fields_attributes":{"0":{"name":"Site","value":"x"},"1":{"name":"Team","value":"y"}}}`,
		"multipart/form-data; boundary=b": multipartBody("display_name", "Ada", "locked", "1", "source[privacy]", "private",
			"id[]", "1", "id[]", "2", "fields_attributes[][name]", "Site", "fields_attributes[][value]", "x",
			"fields_attributes[][name]", "Team", "fields_attributes[][value]", "y"),
	}
	for kind, body := range forms {
		in, err := read(request(kind, body))
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		fields, said := in.fields()
		wantFields := []models.Field{{Name: "Site", Value: "x"}, {Name: "Team", Value: "y"}}
		switch {
		case in.text("display_name") != "Ada", !in.flag("locked"), in.text("source[privacy]") != "private", in.has("gone"):
			t.Errorf("%s: %v", kind, in)
		case !slices.Equal(in.list("id"), []string{"1", "2"}):
			t.Errorf("%s: ids are %v", kind, in.list("id"))
		case !said || !reflect.DeepEqual(fields, wantFields):
			t.Errorf("%s: fields are %v", kind, fields)
		case in.limit(ofPosts) != 7 || !slices.Equal(in.list("types"), []string{"mention"}):
			t.Errorf("%s: the query was lost", kind)
		}
	}
}

func multipartBody(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + pairs[i] + "\"\r\n\r\n" + pairs[i+1] + "\r\n")
	}
	return b.String() + "--b--\r\n"
}

func TestBodiesThatCannotBeMeantAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		kind, body string
		want       fault.Kind
	}{
		"broken JSON":      {"application/json", `{"a":`, fault.Malformed},
		"a list":           {"application/json", `[1]`, fault.Malformed},
		"two texts":        {"application/json", `{} {}`, fault.Malformed},
		"too deep":         {"application/json", `{"a":` + strings.Repeat(`{"a":`, 20) + `1` + strings.Repeat(`}`, 21), fault.Malformed},
		"too many":         {"application/json", `{"a":[` + strings.Repeat("1,", 2000) + `1]}`, fault.TooLarge},
		"too many in form": {"application/x-www-form-urlencoded", strings.Repeat("a=1&", 1001), fault.TooLarge},
		"too long":         {"application/x-www-form-urlencoded", "a=" + strings.Repeat("x", mostBody), fault.TooLarge},
		"a broken escape":  {"application/x-www-form-urlencoded", "a=%zz", fault.Malformed},
		"XML":              {"application/xml", "<a/>", fault.NotSupported},
		"no boundary":      {"multipart/form-data", "x", fault.Malformed},
	} {
		if _, err := read(request(c.kind, c.body)); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("application/json", `{"a":{"b":[1,true,null,{"c":"d"}]}}`)
	f.Add("application/x-www-form-urlencoded", "fields_attributes[0][name]=a&fields_attributes[][value]=b&x[=1")
	f.Add("multipart/form-data; boundary=b", multipartBody("a", "b"))
	f.Fuzz(func(t *testing.T, kind, body string) {
		in, err := read(request(kind, body))
		if err != nil {
			if fault.Status(err) >= 500 {
				t.Fatalf("our fault: %v", err)
			}
			return
		}
		n := 0
		for k, v := range in {
			in.list(k)
			n += len(v)
		}
		if n > 2*mostParts {
			t.Fatalf("%d values were taken", n)
		}
		in.fields()
		if _, err := in.page(ofPosts); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}

func TestYesAndNo(t *testing.T) {
	for s, want := range map[string]bool{"true": true, "1": true, "on": true, "yes": true, "0": false, "false": false, "off": false, "": false, "F": false} {
		if (input{"x": {s}}).flag("x") != want {
			t.Errorf("%q is read as %v", s, !want)
		}
	}
	if (input{}).maybe("x") != nil || *(input{"x": {"0"}}).maybe("x") {
		t.Error("what is left out is not no")
	}
}

func TestLinksLeadOnFromTheRowsShown(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/api/v1/notifications?types[]=mention&limit=2&max_id=99&access_token=t", nil)
	got := links("https://acme.example", r.URL, 50, 40)
	want := `<https://acme.example/api/v1/notifications?limit=2&max_id=40&types%5B%5D=mention>; rel="next", ` +
		`<https://acme.example/api/v1/notifications?limit=2&min_id=50&types%5B%5D=mention>; rel="prev"`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if links("https://acme.example", r.URL, 0, 0) != "" {
		t.Error("an empty list leads nowhere")
	}
}

func TestLimitsAreBroughtWithinBounds(t *testing.T) {
	for s, want := range map[string]int{"": 20, "5": 5, "0": 1, "-3": 1, "9999999": 40, "many": 20} {
		if got := (input{"limit": {s}}).limit(ofPosts); got != want {
			t.Errorf("limit=%s gives %d", s, got)
		}
	}
	if _, err := (input{"max_id": {"abc"}}).page(ofPosts); !fault.Is(err, fault.Invalid) {
		t.Error("a cursor that is no number was taken")
	}
}
