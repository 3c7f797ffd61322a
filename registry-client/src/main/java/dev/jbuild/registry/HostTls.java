// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** TLS for a host with authorities or a client's certificate of its own. */
final class HostTls {
  private static final char[] NO_PASSWORD = new char[0];
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  private HostTls() {}

  /** Makes the connections of {@code builder} trust, and show, what these files hold. */
  static void configure(
      OkHttpClient.Builder builder, HostCertificates.FilesOfHost files, boolean verified) {
    try {
      KeyManager[] keys = new KeyManager[0];
      if (files.client().isPresent()) {
        keys = keyManagers(files.client().get());
      }
      if (!verified) {
        UnverifiedTls.configure(builder, keys);
        return;
      }
      SSLContext context = SSLContext.getInstance("TLS");
      X509TrustManager trust = trust(files.authorities());
      context.init(keys, new TrustManager[] {trust}, null);
      builder.sslSocketFactory(context.getSocketFactory(), trust);
    } catch (GeneralSecurityException e) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "cannot use the certificates of " + files + ": " + Failures.text(e),
          e);
    }
  }

  /** Those of Java and those of the files. */
  private static X509TrustManager trust(List<Path> authorities) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    for (X509Certificate certificate : trustManager(null).getAcceptedIssuers()) {
      store.setCertificateEntry("java-" + store.size(), certificate);
    }
    for (Path file : authorities) {
      for (Certificate certificate : certificates(file)) {
        store.setCertificateEntry("own-" + store.size(), certificate);
      }
    }
    return trustManager(store);
  }

  private static X509TrustManager trustManager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        return trust;
      }
    }
    throw new AssertionError("every Java platform trusts X.509");
  }

  private static KeyManager[] keyManagers(HostSettings.ClientFiles client)
      throws GeneralSecurityException {
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(client.certificate()).toArray(Certificate[]::new);
    store.setKeyEntry("client", privateKey(client.key()), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, NO_PASSWORD);
      return store;
    } catch (IOException e) {
      throw new AssertionError("nothing is read", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException e) {
      throw HostCertificates.unreadable(file, e);
    }
  }

  /** PKCS#8, or RSA in the older PKCS#1; openssl turns all others into PKCS#8. */
  private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw HostCertificates.unreadable(file, e);
    }
    Matcher matcher = PRIVATE_KEY.matcher(text);
    if (!matcher.find() || "EC ".equals(matcher.group(1))) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          file + " has no private key that can be read; openssl pkcs8 -topk8 -nocrypt helps");
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec("RSA ".equals(matcher.group(1)) ? Pkcs8.ofRsa(der) : der);
    return generate(spec, List.of("RSA", "EC", "Ed25519"));
  }

  /** PKCS#8 says inside which algorithm the key is for. */
  private static PrivateKey generate(PKCS8EncodedKeySpec spec, List<String> algorithms)
      throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(algorithms.get(0)).generatePrivate(spec);
    } catch (InvalidKeySpecException e) {
      if (algorithms.size() == 1) {
        throw e;
      }
      return generate(spec, algorithms.subList(1, algorithms.size()));
    }
  }
}
