// Preferences of a browser for a test; written for this project.
# Lines like this one are comments as well.
user_pref("network.proxy.type", 1);
user_pref("network.security.ports.banned", "9050, 9051,9150-9151");
/* user_pref("network.security.ports.banned", "1-65535"); */
user_pref("network.security.ports.banned.override", "6000,6665-6669"); // for the test server
user_pref("browser.startup.page", 0);
