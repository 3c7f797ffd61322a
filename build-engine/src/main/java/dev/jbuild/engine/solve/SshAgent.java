// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Answers the requests of one client of an ssh agent, one after the other. */
interface SshAgent extends AutoCloseable {

  /** The answer to a message whose first byte is its type. */
  byte[] answer(byte[] request) throws IOException;

  @Override
  default void close() throws IOException {}

  /**
   * Passes on to the agent at a socket of the host what a build may ask: for keys and signatures.
   * It can't add or remove keys there.
   */
  static SshAgent forwarded(Path socket) throws IOException {
    SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    return new SshAgent() {
      @Override
      public byte[] answer(byte[] request) throws IOException {
        byte type = request[0];
        if (type != AgentMessages.REQUEST_IDENTITIES
            && type != AgentMessages.SIGN_REQUEST
            && type != AgentMessages.EXTENSION) {
          return AgentMessages.failure();
        }
        AgentMessages.write(agent, request);
        Optional<byte[]> answer = AgentMessages.read(agent);
        return answer.orElseGet(AgentMessages::failure);
      }

      @Override
      public void close() throws IOException {
        agent.close();
      }
    };
  }
}
