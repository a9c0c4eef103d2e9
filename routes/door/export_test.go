package door

// Left is how much somebody may still ask for at once.
func (d *Door) Left(limit Limit, who string) float64 {
	now := d.limits.clock.Now()
	d.limits.mu.Lock()
	defer d.limits.mu.Unlock()
	return d.limits.counter(limit, limit.named(who), now).TokensAt(now)
}
