package guildhall_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"guildhall/config"
	"guildhall/fault"
)

// compose loads docker-compose.yml as Docker would, with the words of an .env file.
func compose(env types.Mapping) (*types.Project, error) {
	return loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  ".",
		ConfigFiles: []types.ConfigFile{{Filename: "docker-compose.yml"}},
		Environment: env,
	}, func(o *loader.Options) { o.SetProjectName("guildhall", true) })
}

func TestTheComposeFileStartsTwoSoundNodes(t *testing.T) {
	project, err := compose(types.Mapping{"DOMAIN": "social.example.org", "POSTGRES_PASSWORD": "swordfish"})
	if err != nil {
		t.Fatal(err)
	}
	front := netip.MustParsePrefix(project.Networks["front"].Ipam.Config[0].Subnet)
	nodes := 0
	for name, service := range project.Services {
		if service.HealthCheck == nil || len(service.HealthCheck.Test) < 2 {
			t.Errorf("%s has no health check", name)
		}
		if len(service.Ports) > 0 && name != "caddy" {
			t.Errorf("%s can be reached from outside", name)
		}
		if service.Image != "guildhall" {
			continue
		}
		nodes++
		settings, err := config.Load(config.Sources{Environ: environ(service)})
		if err != nil {
			t.Fatalf("%s does not start:\n%s", name, fault.Say(err))
		}
		for _, row := range config.Table() {
			if _, told := service.Environment[row.Name]; !told && row.Name != "GUILDHALL_CONFIG" {
				t.Errorf("%s: nobody can set %s: add it to docker-compose.yml", name, row.Name)
			}
		}
		if strange := settings.Strangers(); len(strange) > 0 {
			t.Errorf("%s: %q are no settings", name, strange)
		}
		if settings.URL != "https://social.example.org" || settings.InsecureHTTP || settings.Database.Postgres == "" {
			t.Errorf("%s: two nodes need one https address and one PostgreSQL: %+v", name, settings)
		}
		if !slices.Contains(settings.TrustedProxies, front) || len(settings.TrustedProxies) != 1 {
			t.Errorf("%s believes %v; Caddy is in %v", name, settings.TrustedProxies, front)
		}
		if len(service.Volumes) != 1 || service.Volumes[0].Source != "files" || service.Volumes[0].Target != settings.Data {
			t.Errorf("%s: the data folder %s is not the shared volume", name, settings.Data)
		}
		if service.User == "" || strings.HasPrefix(service.User, "0") || !service.ReadOnly {
			t.Errorf("%s may do more than it needs", name)
		}
		caddy, err := os.ReadFile("Caddyfile")
		if err != nil || !strings.Contains(string(caddy), name+settings.Listen) {
			t.Errorf("Caddy sends nothing to %s%s (%v)", name, settings.Listen, err)
		}
	}
	if nodes != 2 {
		t.Errorf("%d nodes, want 2", nodes)
	}
	if _, err := project.GetService("caddy"); err != nil || slices.Contains(networks(project, "caddy"), "back") || slices.Contains(networks(project, "postgres"), "front") {
		t.Errorf("PostgreSQL and Caddy share a network (%v)", err)
	}
}

func TestTheComposeFilePassesEverySettingOn(t *testing.T) {
	env := types.Mapping{"DOMAIN": "social.example.org", "POSTGRES_PASSWORD": "swordfish", "GUILDHALL_FEDERATION": "open", "GUILDHALL_NAME": "Example Works", "GUILDHALL_LOG": "loud"}
	project, err := compose(env)
	if err != nil {
		t.Fatal(err)
	}
	_, err = config.Load(config.Sources{Environ: environ(project.Services["one"])})
	if err == nil || !strings.Contains(fault.Say(err), "GUILDHALL_LOG") || strings.Contains(fault.Say(err), "\n") {
		t.Errorf("want one complaint about GUILDHALL_LOG, got %v", err)
	}
	for _, missing := range []string{"DOMAIN", "POSTGRES_PASSWORD"} {
		without := types.Mapping{"DOMAIN": "social.example.org", "POSTGRES_PASSWORD": "swordfish"}
		delete(without, missing)
		if _, err := compose(without); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("without %s: %v", missing, err)
		}
	}
}

func TestTheImageKnowsItsSettings(t *testing.T) {
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	environ := append(regexp.MustCompile(`GUILDHALL_[A-Z_]+=\S+`).FindAllString(string(text), -1), "GUILDHALL_URL=https://a.example")
	settings, err := config.Load(config.Sources{Environ: environ})
	if err != nil || len(settings.Strangers()) > 0 || len(environ) < 3 {
		t.Fatalf("%q: %v, strangers %q", environ, err, settings.Strangers())
	}
	for _, want := range []string{"VOLUME " + settings.Data, "EXPOSE " + strings.TrimPrefix(settings.Listen, ":"), "USER 65532:65532", "CGO_ENABLED=0", "-tags nomsgpack"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the Dockerfile does not say %q", want)
		}
	}
}

func environ(s types.ServiceConfig) (out []string) {
	for name, value := range s.Environment {
		if value != nil {
			out = append(out, fmt.Sprintf("%s=%s", name, *value))
		}
	}
	return out
}

func networks(p *types.Project, service string) (names []string) {
	for name := range p.Services[service].Networks {
		names = append(names, name)
	}
	return names
}
