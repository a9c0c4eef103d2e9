package traces_test

import (
	"context"
	"testing"

	"guildhall/traces"
)

// Where no collector is named nothing is told, and nothing is paid for that.
func TestOffCostsNothing(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	end, err := traces.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if n := testing.AllocsPerRun(100, func() {
		ctx, span := traces.Begin(traces.From(traces.After(ctx, "https://far.example/1"), "", "https://far.example/1"), "work", "far.example")
		if traces.Carry(ctx) != "" {
			t.Error("a trace is kept although nobody is told")
		}
		span.End(nil)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if err := end(ctx); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkOff(b *testing.B) {
	for b.Loop() {
		_, span := traces.Begin(context.Background(), "work", "far.example")
		span.End(nil)
	}
}
