# What one types here. `make` alone prints this list; CONTRIBUTING.md tells the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export CGO_ENABLED := 0
export GOFLAGS := -tags=nomsgpack

# The word after `make story` is the story's name, no target.
ifeq (story,$(firstword $(MAKECMDGOALS)))
STORY := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
$(eval $(STORY):;@:)
endif

.PHONY: help run build setup check test generate spec story bench growth fuzz leak guards hostile kill nodes shots

help: ## prints this list
	@echo "Guildhall: an organisation's own network, federated as far as its boundary permits."
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## starts the demo: three organisations that talk, in your browser
	@exec bin/guildhall demo $(ARGS)

build: ## builds bin/guildhall
	@go build -trimpath -o bin/guildhall ./cmd/guildhall

setup: ## installs what the checks need, or says what is missing
	@scripts/setup

check: ## everything that CI runs
	@scripts/check

test: ## the tests on SQLite, nothing else
	@scripts/with-postgres go test -p 2 ./...

generate: ## makes the generated files anew: templates, docs/settings.md, docs/federation, the table of FEDERATION.md
	@go generate ./...
	@go test ./config -run TestPage -update
	@go test ./federation/wire -run TestThePapers -update
	@go test ./testrig -run TestThePapers -update
	@go run ./scripts/spec -write

spec: ## checks each specification cited in the code, and the support table of FEDERATION.md
	@go run ./scripts/spec

story: ## make story NAME: runs a scenario without a browser, each step in plain words
	@scripts/story $(STORY)

bench: ## the code's own benchmarks, then whole servers under load; writes the table of docs/performance.md
	@scripts/bench

growth: ## what an activity, a page of home and a claim cost at a thousand to a million posts; draws docs/growth.svg
	@scripts/growth

fuzz: ## every fuzz target for a minute each, or FUZZTIME=10m
	@FUZZTIME=$${FUZZTIME:-60s} scripts/fuzz

leak: ## random days against a second opinion of who may see what: make leak STEPS=1000000 SEED=7
	@STEPS=$${STEPS:-20000} go test ./testrig -count=1 -timeout 0 -run '^TestNothingLeaks$$' -v | grep -v '^=== '

guards: ## takes each comparison of policy/guards.txt out, one at a time, and fails where no test misses it
	@scripts/guards

hostile: ## all that a scripted hostile server tries, on both databases
	@scripts/with-postgres scripts/hostile

kill: ## kills servers under load, in delivery and in migration, 20 times each on both databases, or KILLS=N
	@GUILDHALL_KILLS=$${KILLS:-20} scripts/with-postgres scripts/load Kill

nodes: ## three nodes on one PostgreSQL under load, killed and started again at random, 20 times or KILLS=N
	@GUILDHALL_KILLS=$${KILLS:-20} scripts/with-postgres scripts/load Nodes

shots: ## screenshots of the demo at phone and desktop width, in shots/
	@scripts/shots
