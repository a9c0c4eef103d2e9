package testrig_test

import (
	"slices"
	"strings"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"guildhall/services/conversations"
	"guildhall/traces"
)

// An operator who has a collector sees what became of an activity in one trace: Tom's Follow comes in at Ada's, is verified, judged
// and applied, and the answer to it is planned and delivered, behind each other. Ada's post is one trace where it leaves and one where it arrives. Nobody
// is named in it, nor a word of theirs.
func TestStoryATraceGoesFromTheInboxToTheLastDelivery(t *testing.T) {
	heard := tracetest.NewInMemoryExporter()
	end := traces.Use(sdk.WithSyncer(heard))
	t.Cleanup(func() {
		if err := end(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	w.Settle()
	spans := heard.GetSpans()
	var follow []string // of the trace that begins with Tom's Follow and has Ada's server apply it
	for _, s := range spans {
		if s.Name == "inbox POST" && at(s) == "guild.example" {
			follow = behind(spans, s, 0)
			break
		}
	}
	text := strings.Join(follow, "\n")
	for _, want := range []string{" inbox POST guild.example", "  verify guild.example", "  apply guild.example", "   judge guild.example", "   plan", "    delivery attempt guild.example"} {
		if !slices.Contains(follow, want) {
			t.Errorf("the trace of the Follow lacks %q:\n%s", want, text)
		}
	}

	heard.Reset()
	ada.Posts("How we tape the floor.", conversations.World)
	w.Settle()
	byTrace := map[string][]string{}
	for _, s := range heard.GetSpans() {
		id := s.SpanContext.TraceID().String()
		byTrace[id] = append(byTrace[id], s.Name+" "+at(s))
	}
	leaves, arrives := false, false
	for _, names := range byTrace {
		leaves = leaves || slices.Contains(names, "plan ") && slices.Contains(names, "delivery attempt guild.example")
		arrives = arrives || slices.Contains(names, "inbox POST acme.example") && slices.Contains(names, "apply acme.example")
	}
	if !leaves || !arrives {
		t.Errorf("the post is not told whole: %v", byTrace)
	}
	for _, s := range append(spans, heard.GetSpans()...) {
		said := s.Name + s.Status.Description
		for _, a := range s.Attributes {
			if a.Key != "server.address" {
				t.Errorf("%s tells %s", s.Name, a.Key)
			}
			said += " " + a.Value.String()
		}
		for _, never := range []string{"ada", "tom", "actors", "tape"} {
			if strings.Contains(strings.ToLower(said), never) {
				t.Errorf("a span names %q: %s", never, said)
			}
		}
	}
}

func at(s tracetest.SpanStub) string {
	for _, a := range s.Attributes {
		if a.Key == "server.address" {
			return a.Value.AsString()
		}
	}
	return ""
}

// behind writes a span and all behind it, each step one blank further in.
func behind(all tracetest.SpanStubs, s tracetest.SpanStub, deep int) []string {
	lines := []string{strings.TrimRight(strings.Repeat(" ", deep+1)+s.Name+" "+at(s), " ")}
	for _, next := range all {
		if next.SpanContext.TraceID() == s.SpanContext.TraceID() && next.Parent.SpanID() == s.SpanContext.SpanID() {
			lines = append(lines, behind(all, next, deep+1)...)
		}
	}
	return lines
}
