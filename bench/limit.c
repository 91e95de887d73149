/*
 * The floor under an import: read every file of a list, hash it, write it, and (with "sync") make it durable.
 * limit LIST DESTINATION [sync]      cc -O2 limit.c -lcrypto -o limit
 */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { chunk = 1 << 20 };

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int durable = argc > 3 && strcmp(argv[3], "sync") == 0;
  FILE *list = fopen(argv[1], "r");
  unsigned char *buffer = malloc(chunk), digest[EVP_MAX_MD_SIZE];
  EVP_MD_CTX *hash = EVP_MD_CTX_new();
  char path[4096], target[4200];
  if (list == NULL || buffer == NULL || hash == NULL) return 3;
  for (int n = 0; fgets(path, sizeof path, list) != NULL; n++) {
    path[strcspn(path, "\n")] = 0;
    snprintf(target, sizeof target, "%s/%06d", argv[2], n);
    int in = open(path, O_RDONLY), out = open(target, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    if (in < 0 || out < 0) return 4;
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    for (ssize_t got; (got = read(in, buffer, chunk)) > 0;) {
      EVP_DigestUpdate(hash, buffer, got);
      if (write(out, buffer, got) != got) return 5;
    }
    EVP_DigestFinal_ex(hash, digest, NULL);
    if (durable && fdatasync(out) != 0) return 6;
    close(in);
    close(out);
  }
  return 0;
}
