package models

// Poll is what a post that asks has beside its text.
type Poll struct {
	PostID     ID       `gorm:"primaryKey;autoIncrement:false"`
	Multiple   bool     `gorm:"not null"` // several options may be chosen
	HideTotals bool     `gorm:"not null"` // the author keeps the counts secret until the end
	Named      bool     `gorm:"not null"` // its server shows who chose what; theirs only
	Options    []Option `gorm:"not null;type:text;serializer:json"`
	Voters     int64    `gorm:"not null"` // people who voted
	Closes     Time     `gorm:"not null"` // when it ends; 0 when nobody said so
	Closed     Time     `gorm:"not null"` // when it ended; 0 while it is open
	Told       Time     `gorm:"not null"` // when other servers were last told the counts; ours only
	Fetched    Time     `gorm:"not null"` // when the counts were last read; theirs only
}

// Option is one answer that can be chosen.
type Option struct {
	Name  string `json:"name"`
	Votes int64  `json:"votes"` // as its server told; those of ours are counted when they are read
}

// Ended tells whether no vote is taken any more.
func (p *Poll) Ended(now Time) bool { return p.Closed != 0 || p.Closes != 0 && p.Closes <= now }

// Secret tells whether the counts are nobody's to read yet.
func (p *Poll) Secret() bool { return p.HideTotals && p.Closed == 0 }

// Hides is Secret for who reads it at a moment, when its end may not have been noted yet.
func (p *Poll) Hides(now Time) bool { return p.Secret() && !p.Ended(now) }

// Votes is how many votes were given in all.
func (p *Poll) Votes() (n int64) {
	for _, o := range p.Options {
		n += o.Votes
	}
	return n
}

// PollVote says that somebody chose an option: by its place, from 0. Nobody but the voter reads it.
type PollVote struct {
	PostID  ID   `gorm:"primaryKey;autoIncrement:false"`
	ActorID ID   `gorm:"primaryKey;autoIncrement:false"`
	Choice  int  `gorm:"primaryKey;autoIncrement:false"`
	At      Time `gorm:"not null"`
}
