/* SPDX-License-Identifier: MIT */
/* Every extension is built from values, never from text, for names come from the wire. */
#include "sink/certificate.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#define DAY_S 86400L
#define VALID_DAYS 30L

EVP_PKEY *pq_certificate_key(void)
{
	return EVP_EC_gen("P-256");
}

static bool set_serial(X509 *certificate)
{
	unsigned char bytes[8];
	uint64_t serial = 0;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	for (size_t i = 0; i < sizeof(bytes); i++)
		serial = serial << 8 | bytes[i];
	return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

static bool add_name(X509_NAME *name, const char *field, const char *text)
{
	return X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC, (const unsigned char *)text, -1, -1, 0) == 1;
}

/* What all have in common; valid since yesterday, for clocks differ. */
static X509 *begin(EVP_PKEY *key, const char *common_name)
{
	X509 *certificate = X509_new();

	if (certificate && X509_set_version(certificate, X509_VERSION_3) && set_serial(certificate) &&
	    X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_S) &&
	    X509_gmtime_adj(X509_getm_notAfter(certificate), VALID_DAYS * DAY_S) && X509_set_pubkey(certificate, key) &&
	    add_name(X509_get_subject_name(certificate), "O", "pratique") &&
	    add_name(X509_get_subject_name(certificate), "CN", common_name))
		return certificate;
	X509_free(certificate);
	return NULL;
}

/* An extension whose text is ours. */
static bool add_constant(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX context;
	bool done;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	done = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return done;
}

static ASN1_STRING *string_of(int type, const void *data, size_t len)
{
	ASN1_STRING *string = ASN1_STRING_type_new(type);

	if (string && ASN1_STRING_set(string, data, (int)len))
		return string;
	ASN1_STRING_free(string);
	return NULL;
}

static GENERAL_NAME *alternative_name(struct pq_view name, const struct pq_address *address)
{
	GENERAL_NAME *general = GENERAL_NAME_new();
	ASN1_STRING *string = name.len > 0
				      ? string_of(V_ASN1_IA5STRING, name.data, name.len)
				      : string_of(V_ASN1_OCTET_STRING, address->bytes, address->family == 6 ? 16 : 4);

	if (!general || !string) {
		GENERAL_NAME_free(general);
		ASN1_STRING_free(string);
		return NULL;
	}
	GENERAL_NAME_set0_value(general, name.len > 0 ? GEN_DNS : GEN_IPADD, string);
	return general;
}

static bool add_alternative_name(X509 *certificate, struct pq_view name, const struct pq_address *address)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	GENERAL_NAME *general = alternative_name(name, address);
	bool done = false;

	if (names && general && sk_GENERAL_NAME_push(names, general) > 0) {
		general = NULL;
		done = X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, 0) == 1;
	}
	GENERAL_NAME_free(general);
	GENERAL_NAMES_free(names);
	return done;
}

X509 *pq_certificate_authority(EVP_PKEY *key)
{
	unsigned char random[4];
	char name[64];
	X509 *certificate;

	if (RAND_bytes(random, sizeof(random)) != 1)
		return NULL;
	snprintf(name, sizeof(name), "pratique authority %02x%02x%02x%02x", random[0], random[1], random[2], random[3]);
	certificate = begin(key, name);
	if (certificate && X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) &&
	    add_constant(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
	    add_constant(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
	    add_constant(certificate, certificate, NID_subject_key_identifier, "hash") &&
	    X509_sign(certificate, key, EVP_sha256()))
		return certificate;
	X509_free(certificate);
	return NULL;
}

X509 *pq_certificate_leaf(X509 *authority, EVP_PKEY *authority_key, EVP_PKEY *key, struct pq_view name,
			  const struct pq_address *address)
{
	X509 *certificate = begin(key, "pratique sink");

	if (certificate && X509_set_issuer_name(certificate, X509_get_subject_name(authority)) &&
	    add_constant(certificate, authority, NID_basic_constraints, "critical,CA:FALSE") &&
	    add_constant(certificate, authority, NID_key_usage, "critical,digitalSignature") &&
	    add_constant(certificate, authority, NID_ext_key_usage, "serverAuth") &&
	    add_constant(certificate, authority, NID_authority_key_identifier, "keyid") &&
	    add_alternative_name(certificate, name, address) && X509_sign(certificate, authority_key, EVP_sha256()))
		return certificate;
	X509_free(certificate);
	return NULL;
}
