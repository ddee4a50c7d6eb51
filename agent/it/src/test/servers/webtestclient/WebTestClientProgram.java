package dev.flowguard.agent.contract;

import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tests of an application by a WebTestClient without a server: its handlers send what they have
 * received to a processor.
 *
 * <p>Argument: URL of the processor.
 */
public final class WebTestClientProgram {
  private static Leak leak;
  private static String outcome;

  private WebTestClientProgram() {}

  /** The application. */
  @RestController
  public static class Messages {
    @PostMapping({"/chat/text", "/other/text"})
    public Mono<String> text(@RequestBody Mono<String> body) {
      return body.doOnNext(Messages::send);
    }

    @PostMapping("/chat/pieces")
    public Mono<String> pieces(@RequestBody Flux<String> body) {
      return body.reduce("", String::concat).doOnNext(Messages::send);
    }

    private static void send(String text) {
      try {
        outcome = leak.send(text);
      } catch (Exception e) {
        outcome = e.toString();
      }
    }
  }

  public static void main(String[] args) {
    leak = new Leak(args[0]);
    WebTestClient client =
        WebTestClient.bindToController(new Messages())
            .configureClient()
            .responseTimeout(Duration.ofMinutes(1))
            .build();
    run(client, "text", "/chat/text");
    run(client, "pieces", "/chat/pieces");
    run(client, "other path", "/other/text");
    System.out.println(OutcomeProgram.DONE);
    System.exit(0); // schedulers have threads of their own
  }

  private static void run(WebTestClient client, String name, String path) {
    outcome = "not handled";
    String text = leak.text(100);
    String answer =
        client
            .post()
            .uri(path)
            .contentType(MediaType.TEXT_PLAIN)
            .bodyValue(text)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    System.out.println(name + ": " + (text.equals(answer) ? outcome : "answered " + answer));
  }
}
