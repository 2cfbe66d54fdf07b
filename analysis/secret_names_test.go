package analysis

import "testing"

// A word that makes a name a secret's is never passed over.
func TestMayBeSecret(t *testing.T) {
	for _, name := range []string{
		"dbPassword", "passwd", "PASSPHRASE", "api-key", "accessKeys", "my_pwd", "connection-string", "connString",
		"client.secret", "TOKEN", "\u212aey", "storageKey", "privatekey", "apikey", "apitoken", "secretkey",
	} {
		if !mayBeSecret(name) {
			t.Errorf("%s is passed over", name)
		}
	}
	for _, name := range []string{"", "port", "host-12", "image", "replicas", "p"} {
		if mayBeSecret(name) {
			t.Errorf("%s is not passed over", name)
		}
	}
}
