package boundary

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Checked is a policy file whose rules type-check and whose examples pass. Only Check makes one, so that nothing else can be rehearsed or
// made active.
type Checked struct {
	text  string
	rules *policy.Rules
	doc   *policy.Document
}

// Check reads a policy file, compiles it and tries its examples. Faults tell the place; then there is no Checked.
func Check(name string, text []byte) (Checked, []policy.Fault) {
	doc, faults := policy.Read(name, text)
	var rules *policy.Rules
	if len(faults) == 0 {
		rules, faults = policy.Compile(doc)
	}
	if len(faults) == 0 {
		faults = rules.Check()
	}
	if len(faults) > 0 {
		return Checked{}, faults
	}
	return Checked{text: string(text), rules: rules, doc: doc}, nil
}

// Rules are the compiled rules of the file.
func (c Checked) Rules() *policy.Rules { return c.rules }

// Digest names the very text: SHA-256, hex.
func (c Checked) Digest() string { return digestOf(c.text) }

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Activate keeps a policy file as the next version and has it decide from now on, or, where two people are wanted, once a second one
// approves. It must have been rehearsed, by this very text, while the version that is in force now was in force; of two that come at
// once, the second is told so.
func Activate(tx *store.Tx, by models.Actor, c Checked, reason string, persons int) (models.PolicyStep, error) {
	const op = "boundary.Activate"
	step := models.PolicyStep{Kind: models.PolicyActivated, ByID: by.ID, ByName: by.Address(), Reason: strings.TrimSpace(reason)}
	if err := mayBound(tx, by, op); err != nil {
		return step, err
	}
	if c.rules == nil {
		return step, fault.New(fault.Internal, op, "The policy was not checked.")
	}
	if step.Reason == "" {
		return step, fault.New(fault.Invalid, op, "Say why, in a few words: the history tells it.")
	}
	var err error
	if step.Before, err = tx.PolicyInForce(); err != nil {
		return step, err
	}
	if err := rehearsed(tx, c.Digest(), step.Before, op); err != nil {
		return step, err
	}
	if step.Before != 0 {
		now, err := tx.Policy(step.Before)
		if err != nil {
			return step, err
		}
		if now.Text == c.text {
			return step, fault.New(fault.Conflict, op, fmt.Sprintf("This is version %d, which is in force already.", step.Before))
		}
	}
	row := models.Policy{Text: c.text, Author: string(by.Handle), Reason: step.Reason}
	if err := tx.AddPolicy(&row); err != nil {
		return step, err
	}
	step.Version = row.Version
	if persons > 1 {
		step.Kind = models.PolicyProposed
		if err := tx.AddPolicyStep(&step); err != nil {
			return step, err
		}
		return step, act(tx, by, "policy.proposed", step)
	}
	step.Settled = tx.Now()
	if err := tx.AddPolicyStep(&step); err != nil {
		return step, err
	}
	return step, takeEffect(tx, by, "policy.activated", step, op)
}

// Approve lets a proposed version decide: a second person with the role boundary says so.
func Approve(tx *store.Tx, by models.Actor, version int) (models.PolicyStep, error) {
	const op = "boundary.Approve"
	if err := mayBound(tx, by, op); err != nil {
		return models.PolicyStep{}, err
	}
	step, err := tx.PolicyStepOf(version, models.PolicyProposed)
	if err != nil {
		if fault.Is(err, fault.Missing) {
			err = fault.New(fault.Missing, op, fmt.Sprintf("Version %d does not wait for anybody.", version))
		}
		return step, err
	}
	if step.ByID == by.ID {
		return step, fault.New(fault.Forbidden, op, "You proposed this version. Another person with the role boundary approves it.")
	}
	roles, err := tx.RolesOf(by.ID)
	if err != nil {
		return step, err
	}
	if !slices.Contains(roles, models.BoundaryRole) {
		return step, fault.New(fault.Forbidden, op, "Whoever approves has the role boundary.")
	}
	now, err := tx.PolicyInForce()
	if err != nil {
		return step, err
	}
	if now != step.Before {
		return step, overtaken(op, now)
	}
	waited, err := tx.SettlePolicyStep(step.ID, models.PolicyActivated, by.Address())
	if err != nil {
		return step, err
	}
	if !waited {
		return step, fault.New(fault.Conflict, op, fmt.Sprintf("Version %d does not wait any more.", version))
	}
	step.Kind, step.Second, step.Settled = models.PolicyActivated, by.Address(), tx.Now()
	return step, takeEffect(tx, by, "policy.approved", step, op)
}

// Rollback is one step back, at any moment and by one person: what was in force before the version that is.
func Rollback(tx *store.Tx, by models.Actor, reason string) (models.PolicyStep, error) {
	const op = "boundary.Rollback"
	step := models.PolicyStep{Kind: models.PolicyRolledBack, ByID: by.ID, ByName: by.Address(), Reason: strings.TrimSpace(reason), Settled: tx.Now()}
	if err := mayBound(tx, by, op); err != nil {
		return step, err
	}
	var err error
	if step.Before, err = tx.PolicyInForce(); err != nil {
		return step, err
	}
	if step.Before == 0 {
		return step, fault.New(fault.Conflict, op, "No policy is in force, so there is none to take back.")
	}
	came, err := tx.PolicyStepOf(step.Before, models.PolicyActivated)
	if err != nil {
		return step, err
	}
	step.Version = came.Before
	if err := tx.AddPolicyStep(&step); err != nil {
		return step, err
	}
	return step, takeEffect(tx, by, "policy.rolled-back", step, op)
}

// takeEffect has another version decide, unless a third came first.
func takeEffect(tx *store.Tx, by models.Actor, verb string, step models.PolicyStep, op string) error {
	done, err := tx.SetPolicyAfter(step.Before, step.Version)
	if err != nil {
		return err
	}
	if !done {
		now, err := tx.PolicyInForce()
		if err != nil {
			return err
		}
		return overtaken(op, now)
	}
	return act(tx, by, verb, step)
}

func act(tx *store.Tx, by models.Actor, verb string, step models.PolicyStep) error {
	after := version(step.Version)
	if step.Kind == models.PolicyProposed {
		after = version(step.Before) + ", and " + version(step.Version) + " waits for a second person"
	}
	return ledger.Act(tx, by, models.Act{Verb: verb, What: "policy " + version(step.Version), Before: version(step.Before), After: after, Reason: step.Reason})
}

func version(n int) string {
	if n == 0 {
		return "no policy"
	}
	return fmt.Sprintf("version %d", n)
}

func overtaken(op string, now int) error {
	return fault.New(fault.Conflict, op, fmt.Sprintf("Another policy came first: %s is in force now. Look at what it changed, and rehearse yours again.", version(now)))
}

// rehearsed wants a replay of this very text, made while the version in force was the one that is.
func rehearsed(tx *store.Tx, digest string, now int, op string) error {
	replay, err := tx.ReplayOf(digest)
	if fault.Is(err, fault.Missing) {
		return fault.New(fault.Conflict, op, "This policy was not rehearsed as it is now. Replay it over what crossed, look at what it would change, and activate it then.")
	}
	if err == nil && replay.Base != now {
		err = overtaken(op, now)
	}
	return err
}

// mayBound asks for a person who looks after the boundary: policies are never changed without a name.
func mayBound(tx *store.Tx, by models.Actor, op string) error {
	if by.ID == 0 || by.Kind != models.Person {
		return fault.New(fault.Invalid, op, "Say who does it, with --as NAME: a policy has an author.")
	}
	return access.Require(tx, by, access.Bound, op)
}
