package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"guildhall/fault"
	"guildhall/routes/door"
	"guildhall/store"
)

// figures are what an operator watches. No label names a peer, a person or a page, so their number has a bound.
type figures struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

func (s *Server) newFigures() {
	s.figures = figures{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guildhall_requests_total", Help: "Requests answered, by who may ask and status."}, []string{"who", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "guildhall_request_seconds", Help: "How long answers took, by who may ask.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10}}, []string{"who"}),
	}
	s.figures.registry.MustRegister(s.figures.requests, s.figures.took, gathered{s}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
}

func (s *Server) observe(who door.Who, status int, took time.Duration) {
	s.figures.requests.WithLabelValues(string(who), strconv.Itoa(status)).Inc()
	s.figures.took.WithLabelValues(string(who)).Observe(took.Seconds())
}

// ready tells whether requests can be served: the database answers, and the server is not stopping.
func (s *Server) ready(ctx context.Context) error {
	s.run.watch.asked()
	if s.run.stopping.Load() {
		return fault.New(fault.Unavailable, "server.ready", "The server is stopping.")
	}
	return s.Store.Read(store.WithPatience(ctx, 2*time.Second), func(tx *store.Tx) error {
		_, err := tx.Epoch()
		return err
	})
}

// metrics answers Prometheus.
func (s *Server) metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.figures.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second}))
	for _, path := range []string{"/healthz", "/readyz"} {
		mux.Handle("GET "+path, s.Table)
	}
	return mux
}

// gathered asks the rooms when somebody looks.
type gathered struct{ s *Server }

var (
	jobsEnded    = prometheus.NewDesc("guildhall_jobs_total", "Jobs that ended, by kind and how.", []string{"kind", "end"}, nil)
	lanesWaiting = prometheus.NewDesc("guildhall_lane_jobs", "Jobs that wait, by lane; all hosts are one.", []string{"lane"}, nil)
	lanesLate    = prometheus.NewDesc("guildhall_lane_late_seconds", "How long the first job of a lane has been due.", []string{"lane"}, nil)
	jobsDead     = prometheus.NewDesc("guildhall_jobs_given_up", "Jobs that were given up and are kept to be seen.", nil, nil)
	lanesResting = prometheus.NewDesc("guildhall_lanes_resting", "Lanes whose server failed and that wait.", nil, nil)
	inboxWaiting = prometheus.NewDesc("guildhall_inbox_waiting", "Activities that were accepted and wait to be applied.", nil, nil)
	inboxQueued  = prometheus.NewDesc("guildhall_inbox_queued_bytes", "Bytes of activities that wait in the memory of this node.", nil, nil)
	decisions    = prometheus.NewDesc("guildhall_decisions_total", "Answers of the boundary, by door and verdict.", []string{"door", "verdict"}, nil)
	cacheFull    = prometheus.NewDesc("guildhall_cache_bytes", "Bytes that lie in a cache of this node.", []string{"cache"}, nil)
	cacheRoom    = prometheus.NewDesc("guildhall_cache_limit_bytes", "Bytes that may lie in it: its share of GUILDHALL_CACHE.", []string{"cache"}, nil)
	databaseUp   = prometheus.NewDesc("guildhall_database_up", "1 while the database answers.", nil, nil)
)

// Describe names what Collect gives.
func (g gathered) Describe(all chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobsEnded, lanesWaiting, lanesLate, jobsDead, lanesResting, inboxWaiting, inboxQueued, decisions, cacheFull, cacheRoom, databaseUp} {
		all <- d
	}
}

// Collect asks the rooms, and the database once. Without it what is in memory is told all the same.
func (g gathered) Collect(all chan<- prometheus.Metric) {
	counter := func(d *prometheus.Desc, n int64, labels ...string) {
		all <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		all <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	for e, n := range g.s.Jobs.Ends() {
		counter(jobsEnded, n, e.Kind, e.How)
	}
	for a, n := range g.s.Gate.Answers() {
		counter(decisions, n, string(a.Door), string(a.Verdict))
	}
	for _, c := range g.s.caches {
		gauge(cacheFull, float64(c.held()), c.name)
		gauge(cacheRoom, float64(c.room), c.name)
	}
	_, bytes := g.s.In.Queued()
	gauge(inboxQueued, float64(bytes))
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	err := g.s.Store.Read(store.WithPatience(ctx, 3*time.Second), func(tx *store.Tx) error {
		b, err := tx.Backlog()
		if err != nil {
			return err
		}
		lanes, err := tx.LaneCounts()
		if err != nil {
			return err
		}
		gauge(jobsDead, float64(b.Dead))
		gauge(lanesResting, float64(b.Rests))
		gauge(inboxWaiting, float64(b.Unapplied))
		for _, l := range lanes {
			gauge(lanesWaiting, float64(l.Jobs), l.Lane)
			gauge(lanesLate, max(0, tx.Now().Go().Sub(l.Oldest.Go()).Seconds()), l.Lane)
		}
		return nil
	})
	if up := 1.0; err == nil {
		gauge(databaseUp, up)
	} else {
		gauge(databaseUp, 0)
	}
}
