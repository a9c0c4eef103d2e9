// Package traces tells an operator's collector what became of an activity, from the inbox or the event here to the last delivery: one
// trace for each, whose id follows from the id of the activity. So what came in needs no place of its own in the database, and goes on
// after a crash and at another node; what follows from it keeps its place with the event. It names hosts, and nobody. Off, it costs nothing.
package traces

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"strconv"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"guildhall/fault"
	"guildhall/models"
)

var tracer atomic.Pointer[trace.Tracer] // nil while off

// Open begins to tell a collector, when OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT names one; how it is told and
// how much are OpenTelemetry's own variables. The function it gives tells the rest and ends it.
func Open(ctx context.Context) (end func(context.Context) error, err error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" || os.Getenv("OTEL_SDK_DISABLED") == "true" {
		return func(context.Context) error { return nil }, nil
	}
	to, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fault.New(fault.Invalid, "traces.Open", "OTEL_EXPORTER_OTLP_ENDPOINT is no collector: write its address, like http://collector:4318.").Because(err)
	}
	return Use(sdk.WithBatcher(to)), nil
}

// Use begins to tell somebody; tests listen themselves.
func Use(to ...sdk.TracerProviderOption) (end func(context.Context) error) {
	about := resource.NewSchemaless(attribute.String("service.name", "guildhall"))
	if told, err := resource.New(context.Background(), resource.WithFromEnv()); err == nil { // OTEL_SERVICE_NAME wins
		if both, err := resource.Merge(about, told); err == nil {
			about = both
		}
	}
	p := sdk.NewTracerProvider(append([]sdk.TracerProviderOption{sdk.WithIDGenerator(ids{}), sdk.WithResource(about)}, to...)...)
	t := p.Tracer("guildhall")
	tracer.Store(&t)
	return func(ctx context.Context) error {
		tracer.CompareAndSwap(&t, nil)
		return p.Shutdown(ctx)
	}
}

// of is the trace of an activity and the first span in it.
func of(activity models.IRI) (id trace.TraceID, first trace.SpanID) {
	sum := sha256.Sum256([]byte(activity))
	copy(id[:], sum[:16])
	copy(first[:], sum[16:24])
	return id, first
}

type activityKey struct{}

// From is a context in which the trace of an activity begins: as carried tells, or with the next span.
func From(ctx context.Context, carried string, activity models.IRI) context.Context {
	if tracer.Load() == nil || activity == "" {
		return ctx
	}
	if carried != "" {
		return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": carried})
	}
	return context.WithValue(trace.ContextWithSpanContext(ctx, trace.SpanContext{}), activityKey{}, activity)
}

// After is a context within the trace of an activity, behind its first span.
func After(ctx context.Context, activity models.IRI) context.Context {
	if tracer.Load() == nil || activity == "" {
		return ctx
	}
	id, first := of(activity)
	return trace.ContextWithRemoteSpanContext(ctx, trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: first, TraceFlags: trace.FlagsSampled, Remote: true}))
}

// Carry is the place in its trace that a context has, to be kept in a row; empty while nobody is told.
func Carry(ctx context.Context) string {
	if tracer.Load() == nil {
		return ""
	}
	kept := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, kept)
	return kept["traceparent"]
}

// Span is a piece of work. A nil one is told to nobody.
type Span struct{ span trace.Span }

// Begin begins a piece of work, with another server or, when host is empty, with none.
func Begin(ctx context.Context, name string, host models.Host) (context.Context, *Span) {
	t := tracer.Load()
	if t == nil {
		return ctx, nil
	}
	ctx, s := (*t).Start(ctx, name)
	if host != "" {
		s.SetAttributes(attribute.String("server.address", string(host)))
	}
	return ctx, &Span{s}
}

// End ends it. Of an error its status is told, and no sentence, which may name somebody.
func (s *Span) End(err error) {
	if s == nil {
		return
	}
	if err != nil {
		s.span.SetStatus(codes.Error, strconv.Itoa(fault.Status(err)))
	}
	s.span.End()
}

// ids gives the first span of an activity the ids that follow from it.
type ids struct{}

// NewIDs is the start of a trace.
func (ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if activity, ok := ctx.Value(activityKey{}).(models.IRI); ok {
		return of(activity)
	}
	var id trace.TraceID
	for i := range id {
		id[i] = byte(rand.Uint32())
	}
	return id, ids{}.NewSpanID(ctx, id)
}

// NewSpanID is the next in one.
func (ids) NewSpanID(context.Context, trace.TraceID) (id trace.SpanID) {
	for i := range id {
		id[i] = byte(rand.Uint32() | 1)
	}
	return id
}
