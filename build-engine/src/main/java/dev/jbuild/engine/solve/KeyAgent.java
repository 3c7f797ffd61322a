// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An ssh agent of our own, whose keys come from files. Thread-safe. */
final class KeyAgent implements SshAgent {
  private static final int RSA_SHA2_256 = 2;
  private static final int RSA_SHA2_512 = 4;

  private final List<Key> keys;

  private KeyAgent(List<Key> keys) {
    this.keys = keys;
  }

  private record Key(KeyPair pair, String comment) {}

  /** Reads private keys without a passphrase, in the formats of OpenSSH and PEM. */
  static KeyAgent of(List<Path> files) {
    List<Key> keys = new ArrayList<>();
    for (Path file : files) {
      keys.add(new Key(read(file), String.valueOf(file.getFileName())));
    }
    return new KeyAgent(keys);
  }

  private static KeyPair read(Path file) {
    KeyPair pair;
    try {
      pair = KeyPair.load(new JSch(), Files.readAllBytes(file), null);
    } catch (JSchException | IOException e) {
      throw failure(file, "it is no private key in a form that is known");
    }
    if (pair.isEncrypted()) {
      throw failure(
          file, "it has a passphrase: add it to an ssh agent, and give that one by --ssh");
    }
    if (pair.getPublicKeyBlob() == null) {
      throw failure(file, "it is no private key in a form that is known");
    }
    return pair;
  }

  private static BuildException failure(Path file, String why) {
    return new BuildException(ExitCode.COMMAND_LINE, "cannot use the ssh key " + file + ": " + why);
  }

  @Override
  public byte[] answer(byte[] request) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(request);
    return switch (in.get()) {
      case AgentMessages.REQUEST_IDENTITIES -> identities();
      case AgentMessages.SIGN_REQUEST -> sign(in);
      default -> AgentMessages.failure();
    };
  }

  private byte[] identities() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(AgentMessages.IDENTITIES_ANSWER);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(keys.size()).array());
    for (Key key : keys) {
      AgentMessages.putString(out, key.pair().getPublicKeyBlob());
      AgentMessages.putString(out, key.comment().getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private synchronized byte[] sign(ByteBuffer in) throws IOException {
    byte[] blob = AgentMessages.getString(in);
    byte[] data = AgentMessages.getString(in);
    int flags = in.remaining() < Integer.BYTES ? 0 : in.getInt();
    for (Key key : keys) {
      if (Arrays.equals(key.pair().getPublicKeyBlob(), blob)) {
        byte[] signature = signature(key.pair(), data, flags);
        if (signature == null) {
          return AgentMessages.failure();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(AgentMessages.SIGN_RESPONSE);
        AgentMessages.putString(out, signature);
        return out.toByteArray();
      }
    }
    return AgentMessages.failure();
  }

  private static byte @org.jspecify.annotations.Nullable [] signature(
      KeyPair pair, byte[] data, int flags) {
    if (pair.getKeyType() != KeyPair.RSA) {
      return pair.getSignature(data);
    }
    String algorithm =
        (flags & RSA_SHA2_512) != 0
            ? "rsa-sha2-512"
            : (flags & RSA_SHA2_256) != 0 ? "rsa-sha2-256" : "ssh-rsa";
    return pair.getSignature(data, algorithm);
  }
}
