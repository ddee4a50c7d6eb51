package dev.flowguard.agent.contract;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/** The application on WebSockets, by the API of Jakarta. */
public class SocketApplication extends Endpoint {
  private static final int LARGEST = 1 << 20;

  static void deploy(ServerContainer container) throws DeploymentException {
    container.setDefaultMaxTextMessageBufferSize(LARGEST);
    container.setDefaultMaxBinaryMessageBufferSize(LARGEST);
    container.addEndpoint(endpoint(List.of()));
  }

  /** How it is deployed, with extensions of which some servers want to know here. */
  static ServerEndpointConfig endpoint(List<Extension> extensions) {
    return ServerEndpointConfig.Builder.create(SocketApplication.class, "/ws/{kind}/{how}")
        .extensions(extensions)
        .build();
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    ServedSocket served = ServedSocket.of(session.getRequestURI().toString());
    if (served.isPartial()) {
      addPartial(session, served);
    } else if (served.isClient()) {
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String uri) {
              connect(session, served, uri);
            }
          });
    } else {
      addWhole(session, served);
    }
    if (served.greeting() != null) {
      answer(session, served.greeting());
    }
  }

  private static void addWhole(Session session, ServedSocket served) {
    addAnswering(session, session, served);
    session.addMessageHandler(
        new MessageHandler.Whole<ByteBuffer>() {
          @Override
          public void onMessage(ByteBuffer message) {
            answer(session, served.answer(read(message)));
          }
        });
  }

  private static void addAnswering(Session from, Session to, ServedSocket served) {
    from.addMessageHandler(
        new MessageHandler.Whole<String>() {
          @Override
          public void onMessage(String message) {
            answer(to, served.answer(message));
          }
        });
  }

  private static void addPartial(Session session, ServedSocket served) {
    session.addMessageHandler(
        new MessageHandler.Partial<String>() {
          @Override
          public void onMessage(String fragment, boolean isLast) {
            answer(session, served.answer(fragment));
          }
        });
    session.addMessageHandler(
        new MessageHandler.Partial<ByteBuffer>() {
          @Override
          public void onMessage(ByteBuffer fragment, boolean isLast) {
            answer(session, served.answer(read(fragment)));
          }
        });
  }

  /** Answers what comes of a message that the application gets as a client. */
  private static void connect(Session session, ServedSocket served, String uri) {
    Endpoint client =
        new Endpoint() {
          @Override
          public void onOpen(Session own, EndpointConfig config) {
            addAnswering(own, session, served);
          }
        };
    new Thread(
            () -> {
              try {
                ContainerProvider.getWebSocketContainer()
                    .connectToServer(
                        client, ClientEndpointConfig.Builder.create().build(), URI.create(uri));
              } catch (DeploymentException | IOException e) {
                answer(session, e.toString());
              }
            })
        .start();
  }

  private static byte[] read(ByteBuffer bytes) {
    byte[] read = new byte[bytes.remaining()];
    bytes.get(read);
    return read;
  }

  private static void answer(Session session, String text) {
    try {
      session.getBasicRemote().sendText(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
