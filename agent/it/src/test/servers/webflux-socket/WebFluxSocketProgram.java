package dev.flowguard.agent.contract;

import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** WebSockets of Spring WebFlux on Reactor Netty. */
@Configuration(proxyBeanMethods = false)
@EnableWebFlux
public class WebFluxSocketProgram implements ServerProgram {
  private static final int LARGEST = 1 << 20;

  @Override
  public int start() {
    AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(WebFluxSocketProgram.class);
    return HttpServer.create()
        .host("localhost")
        .port(0)
        .handle(
            new ReactorHttpHandlerAdapter(
                WebHttpHandlerBuilder.applicationContext(context).build()))
        .bindNow()
        .port();
  }

  /** Which handler serves which path. */
  @Bean
  public HandlerMapping sockets() {
    WebSocketHandler handler = WebFluxSocketProgram::serve;
    return new SimpleUrlHandlerMapping(Map.of("/ws/**", handler), -1);
  }

  /** How handlers of sockets are called. */
  @Bean
  public WebSocketHandlerAdapter adapter() {
    return new WebSocketHandlerAdapter(
        new HandshakeWebSocketService(
            new ReactorNettyRequestUpgradeStrategy(
                () ->
                    WebsocketServerSpec.builder().maxFramePayloadLength(LARGEST).compress(true))));
  }

  private static Mono<Void> serve(WebSocketSession session) {
    ServedSocket served = ServedSocket.of(session.getHandshakeInfo().getUri().toString());
    return session.send(
        session
            .receive()
            .map(WebFluxSocketProgram::bytes)
            .map(served::answer)
            .map(session::textMessage));
  }

  private static byte[] bytes(WebSocketMessage message) {
    byte[] bytes = new byte[message.getPayload().readableByteCount()];
    message.getPayload().read(bytes);
    return bytes;
  }
}
