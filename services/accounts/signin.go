package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/vault"
)

// Limits of signing in: so many failures, then a pause that doubles up to an hour.
const (
	freeTries    = 5  // of one account
	freeKnocks   = 25 // of one address, behind which a whole office may sit
	firstPause   = models.Time(30 * 1000)
	longestPause = models.Time(3600 * 1000)
	sessionLife  = models.Time(30 * 24 * 3600 * 1000)
	hour         = models.Time(3600 * 1000)
	purposeTOTP  = "account totp"
)

var errWrong = fault.New(fault.Unsigned, "accounts.SignIn", "The name or the password is not right. Check both and try again.")

// Knock looks somebody up who signs in, and says how long they have to wait when they failed too often. who is a handle or
// a mail address. A name that is not known gives a member without ID, so that the password is checked all the same and
// takes as long.
func Knock(tx *store.Tx, who string, from netip.Addr) (models.Member, error) {
	if err := pause(tx, addressKey(from)); err != nil {
		return models.Member{}, err
	}
	who = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(who), "@"))
	var m models.Member
	var err error
	if strings.Contains(who, "@") {
		var account models.Account
		if account, err = tx.AccountByEmail(who); err == nil {
			m, err = Member(tx, account.ActorID)
		}
	} else {
		m, err = MemberNamed(tx, models.Handle(who))
	}
	if fault.Is(err, fault.Missing) {
		return models.Member{}, nil
	}
	if err != nil {
		return m, err
	}
	return m, pause(tx, accountKey(m.ID))
}

// decoy is what an unknown name's password is compared with.
var decoy = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(rand.Text(), costs)
	if err != nil {
		return ""
	}
	return hash
})

// turns bounds how many passwords are computed at once; each takes a core and 19 MiB.
var turns = make(chan struct{}, 4)

// RightPassword compares a password; it takes some 30 ms and is not called inside a transaction. A member without ID and a
// closed account never match.
func RightPassword(m models.Member, password string) bool {
	hash := m.Account.Password
	if m.ID == 0 || hash == "" {
		hash = decoy()
	}
	turns <- struct{}{}
	defer func() { <-turns }()
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && match && m.ID != 0 && m.Account.Disabled == 0
}

// Failed notes a failure for the account and the address, and gives the one answer to all of them.
func Failed(tx *store.Tx, m models.Member, from netip.Addr) error {
	if err := fail(tx, addressKey(from)); err != nil {
		return err
	}
	if m.ID != 0 {
		if err := fail(tx, accountKey(m.ID)); err != nil {
			return err
		}
	}
	return nil
}

// Wrong is the answer to a wrong name, password or code alike.
func Wrong() error { return errWrong }

func addressKey(a netip.Addr) string {
	bits := 32
	if a = a.Unmap(); a.Is6() {
		bits = 64
	}
	network, err := a.Prefix(bits)
	if err != nil {
		return "address:unknown"
	}
	sum := sha256.Sum256([]byte(network.String())) // no address is kept in clear
	return "address:" + hex.EncodeToString(sum[:8])
}

func accountKey(id models.ID) string { return "account:" + id.String() }

func pause(tx *store.Tx, who string) error {
	a, err := tx.Attempt(who)
	if err == nil && a.Until > tx.Now() {
		return fault.New(fault.TooMany, "accounts.SignIn", "Too many tries. Please wait a little and try again.")
	}
	return err
}

func fail(tx *store.Tx, who string) error {
	a, err := tx.Attempt(who)
	if err != nil {
		return err
	}
	if a.Since == 0 || a.Since < tx.Now()-24*hour {
		a.N, a.Since = 0, tx.Now()
	}
	a.N++
	free := freeTries
	if strings.HasPrefix(who, "address:") {
		free = freeKnocks
	}
	if over := a.N - free; over >= 0 {
		a.Until = tx.Now() + min(firstPause<<min(over, 8), longestPause)
	}
	return tx.SaveAttempt(&a)
}

// SignIn opens a session once the password was right, and the code too where a second factor is set. It gives the secret
// that the browser keeps; the database has only its digest.
//
// What was known of the account before is looked at again: of many tries made at once, the right one is refused when the
// wrong ones have called for a pause, and a code opens one session only.
func SignIn(tx *store.Tx, v *vault.Vault, m models.Member, code, agent string) (secret string, err error) {
	if err := pause(tx, accountKey(m.ID)); err != nil {
		return "", err
	}
	checked := m.Account.Password
	if m.Account, err = tx.AccountOf(m.ID); err != nil {
		return "", err
	}
	if m.Account.Disabled != 0 || m.Account.Password != checked {
		return "", errWrong
	}
	if len(m.Account.TOTP) > 0 {
		if err := checkCode(tx, v, &m.Account, code); err != nil {
			return "", err
		}
	}
	m.Account.LastSignIn = tx.Now()
	if err := tx.SaveAccount(&m.Account); err != nil {
		return "", err
	}
	if err := tx.ClearAttempts(tx.Now()-24*hour, accountKey(m.ID)); err != nil {
		return "", err
	}
	secret = newSecret()
	return secret, tx.AddSession(&models.Session{ID: tx.NewID(), Hash: digest(secret), ActorID: m.ID, Agent: agent, Created: tx.Now(), Seen: tx.Now()})
}

// NeedsCode tells whether a second factor is set.
func NeedsCode(m models.Member) bool { return len(m.Account.TOTP) > 0 }

// checkCode takes a code of the second factor, each at most once, or one of the recovery codes, which is then used up.
// spec: rfc6238#section-5.2
func checkCode(tx *store.Tx, v *vault.Vault, a *models.Account, code string) error {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if i := slices.Index(a.Recovery, digest(code)); i >= 0 && len(code) > 6 {
		a.Recovery = slices.Delete(slices.Clone(a.Recovery), i, i+1)
		return nil
	}
	raw, err := v.Open(purposeTOTP+" "+a.ActorID.String(), a.TOTP)
	if err != nil {
		return fault.New(fault.Internal, "accounts.checkCode", "The second factor cannot be read.").Because(err)
	}
	step := int64(tx.Now()) / 30_000
	for _, s := range []int64{step, step - 1, step + 1} {
		want, err := hotp.GenerateCodeCustom(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw), uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && s > a.TOTPStep && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			a.TOTPStep = s
			return nil
		}
	}
	return fault.New(fault.Unsigned, "accounts.checkCode", "This code is not right, or was used already. Wait for the next one.")
}

// Session finds whose session a browser's secret is. It ends 30 days after its last use.
func Session(tx *store.Tx, secret string) (models.Member, models.Session, error) {
	s, err := tx.SessionByHash(digest(secret))
	if err == nil && s.Seen < tx.Now()-sessionLife {
		err = fault.New(fault.Missing, "accounts.Session", "The session has ended.")
	}
	if err != nil {
		return models.Member{}, s, err
	}
	m, err := Member(tx, s.ActorID)
	if err == nil && m.Account.Disabled != 0 {
		err = fault.New(fault.Missing, "accounts.Session", "The session has ended.")
	}
	return m, s, err
}

// Touch notes that a session is in use, at most once an hour, and tells whether it is time.
func Touch(s models.Session, now models.Time) bool { return now-s.Seen > hour }

// SignOut ends the session of a browser's secret.
func SignOut(tx *store.Tx, secret string) error {
	s, err := tx.SessionByHash(digest(secret))
	if err != nil {
		return nil // ended already
	}
	return tx.EndSessions(s.ActorID, s.ID, 0)
}

// ChangePassword sets a new password hash and ends all sessions but one.
func ChangePassword(tx *store.Tx, actor models.ID, hash string, keep models.ID) error {
	a, err := tx.AccountOf(actor)
	if err != nil {
		return err
	}
	a.Password = hash
	if err := tx.SaveAccount(&a); err != nil {
		return err
	}
	who, err := tx.ActorByID(actor)
	if err != nil {
		return err
	}
	if err := tx.NoteEnding(models.SecretEnded, string(who.IRI), ""); err != nil {
		return err
	}
	return tx.EndSessions(actor, 0, keep)
}

func newSecret() string { return rand.Text() + rand.Text() }

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// NewFactor makes a secret for a second factor: raw bytes to be confirmed, and the address that apps read it from.
func NewFactor(issuer string, m models.Member) (secret, link string, err error) {
	raw := make([]byte, 20)
	_, _ = rand.Read(raw)
	secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	issuer = escape(strings.ReplaceAll(issuer, ":", " ")) // the colon parts issuer and name
	k, err := otp.NewKeyFromURL("otpauth://totp/" + issuer + ":" + escape(string(m.Handle)) + "?secret=" + secret + "&issuer=" + issuer)
	if err != nil {
		return "", "", fault.New(fault.Internal, "accounts.NewFactor", "A second factor could not be made.").Because(err)
	}
	return secret, k.URL(), nil
}

// SetFactor keeps a second factor once a code proves that the app has it, and gives ten recovery codes, shown once.
func SetFactor(tx *store.Tx, v *vault.Vault, actor models.ID, secret, code string) ([]string, error) {
	a, err := tx.AccountOf(actor)
	if err != nil {
		return nil, err
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil || len(raw) < 16 {
		return nil, fault.New(fault.Invalid, "accounts.SetFactor", "The secret is not one of ours. Begin again.")
	}
	a.TOTP, a.TOTPStep, a.Recovery = v.Seal(purposeTOTP+" "+actor.String(), raw), 0, []string{}
	if err := checkCode(tx, v, &a, code); err != nil {
		return nil, err
	}
	codes := recoveryCodes(&a)
	return codes, tx.SaveAccount(&a)
}

// recoveryCodes gives an account ten new ones and forgets the old.
func recoveryCodes(a *models.Account) []string {
	var codes []string
	a.Recovery = []string{}
	for range 10 {
		c := strings.ToLower(rand.Text()[:10])
		codes = append(codes, c[:5]+"-"+c[5:])
		a.Recovery = append(a.Recovery, digest(c))
	}
	return codes
}

// NewRecovery replaces the recovery codes of an account with a second factor and gives the new ones, shown once.
func NewRecovery(tx *store.Tx, actor models.ID) ([]string, error) {
	a, err := tx.AccountOf(actor)
	if err != nil {
		return nil, err
	}
	if len(a.TOTP) == 0 {
		return nil, fault.New(fault.Invalid, "accounts.NewRecovery", "There is no second step yet. Turn it on first.")
	}
	codes := recoveryCodes(&a)
	return codes, tx.SaveAccount(&a)
}

// CheckCode takes a code of the second factor, or a recovery code, which is used up by it. A wrong one is Unsigned.
func CheckCode(tx *store.Tx, v *vault.Vault, actor models.ID, code string) error {
	a, err := tx.AccountOf(actor)
	if err != nil {
		return err
	}
	if err := checkCode(tx, v, &a, code); err != nil {
		return err
	}
	return tx.SaveAccount(&a)
}

// DropFactor ends the second factor.
func DropFactor(tx *store.Tx, actor models.ID) error {
	a, err := tx.AccountOf(actor)
	if err != nil {
		return err
	}
	a.TOTP, a.Recovery, a.TOTPStep = nil, []string{}, 0
	return tx.SaveAccount(&a)
}
