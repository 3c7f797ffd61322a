// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SshAgentsTest {
  private static final byte REMOVE_ALL = 19;

  @TempDir Path temporary;
  private WorkDirectory work;
  private static KeyPair rsa;
  private Path key;

  @BeforeAll
  static void makeKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
  }

  @BeforeEach
  void writeKey() throws IOException {
    work = WorkDirectory.create(temporary.resolve("work"));
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(rsa.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    key = Files.writeString(temporary.resolve("id_test"), pem);
  }

  @AfterEach
  void close() throws IOException {
    work.close();
  }

  private SshAgents agents(Path... paths) {
    return new SshAgents(Map.of("default", List.of(paths)), Map.of(), work);
  }

  private static byte[] ask(Path socket, byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      AgentMessages.write(channel, request);
      return AgentMessages.read(channel).orElseThrow();
    }
  }

  private static byte[] publicKey(byte[] identities) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(identities);
    assertThat(in.get()).isEqualTo(AgentMessages.IDENTITIES_ANSWER);
    assertThat(in.getInt()).isEqualTo(1);
    byte[] blob = AgentMessages.getString(in);
    assertThat(new String(AgentMessages.getString(in), StandardCharsets.UTF_8))
        .isEqualTo("id_test");
    return blob;
  }

  private static byte[] signRequest(byte[] blob, byte[] data, int flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(AgentMessages.SIGN_REQUEST);
    AgentMessages.putString(out, blob);
    AgentMessages.putString(out, data);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(flags).array());
    return out.toByteArray();
  }

  @Test
  void keysOfFilesSign() throws Exception {
    byte[] data = {1, 2, 3};
    try (SshAgents.Socket socket = agents(key).open("default").orElseThrow()) {
      byte[] blob = publicKey(ask(socket.path(), new byte[] {AgentMessages.REQUEST_IDENTITIES}));
      ByteBuffer answer = ByteBuffer.wrap(ask(socket.path(), signRequest(blob, data, 4)));

      assertThat(answer.get()).isEqualTo(AgentMessages.SIGN_RESPONSE);
      ByteBuffer signature = ByteBuffer.wrap(AgentMessages.getString(answer));
      assertThat(new String(AgentMessages.getString(signature), StandardCharsets.US_ASCII))
          .isEqualTo("rsa-sha2-512");
      Signature verifier = Signature.getInstance("SHA512withRSA");
      verifier.initVerify(rsa.getPublic());
      verifier.update(data);
      assertThat(verifier.verify(AgentMessages.getString(signature))).isTrue();
    }
  }

  @Test
  void agentOfTheHostIsForwardedButCannotBeChanged() throws IOException {
    try (SshAgents.Socket host = agents(key).open("default").orElseThrow();
        SshAgents.Socket socket = agents(host.path()).open("default").orElseThrow()) {
      byte[] request = {AgentMessages.REQUEST_IDENTITIES};

      assertThat(ask(socket.path(), request)).isEqualTo(ask(host.path(), request));
      assertThat(ask(socket.path(), new byte[] {REMOVE_ALL})).isEqualTo(AgentMessages.failure());
    }
  }

  @Test
  void agentOfTheEnvironmentIsTheDefault() throws IOException {
    try (SshAgents.Socket host = agents(key).open("default").orElseThrow();
        SshAgents.Socket socket =
            new SshAgents(
                    Map.of("default", List.of()),
                    Map.of("SSH_AUTH_SOCK", host.path().toString()),
                    work)
                .open("default")
                .orElseThrow()) {
      assertThat(ask(socket.path(), new byte[] {AgentMessages.REQUEST_IDENTITIES})[0])
          .isEqualTo(AgentMessages.IDENTITIES_ANSWER);
    }
    assertThat(agents().open("other")).isEmpty();
    assertThatThrownBy(() -> agents().open("default"))
        .isInstanceOf(BuildException.class)
        .hasMessage("--ssh default means the agent of SSH_AUTH_SOCK, which is not set");
  }

  @Test
  void socketIsGoneWhenItIsClosed() throws IOException {
    SshAgents.Socket socket = agents(key).open("default").orElseThrow();
    socket.give(0600, 0, 0);
    assertThat(socket.path()).exists();

    socket.close();

    assertThat(socket.path()).doesNotExist();
  }

  @Test
  void whatIsNoKeyIsNamed() throws IOException {
    Path text = Files.writeString(temporary.resolve("text"), "no key");

    assertThatThrownBy(() -> agents(text).open("default"))
        .isInstanceOf(BuildException.class)
        .hasMessage(
            "cannot use the ssh key " + text + ": it is no private key in a form that is known");
  }

  @Test
  void brokenRequestsEndTheConnection() throws IOException {
    try (SshAgents.Socket socket = agents(key).open("default").orElseThrow();
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
      channel.write(ByteBuffer.wrap(new byte[] {0x7f, 0, 0, 0}));

      assertThat(AgentMessages.read(channel)).isEmpty();
    }
  }
}
