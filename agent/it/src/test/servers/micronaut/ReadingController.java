package dev.flowguard.agent.contract;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.multipart.CompletedFileUpload;
import io.micronaut.http.multipart.StreamingFileUpload;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads a body in the way that the path names. */
@Controller(value = "/{+path}", consumes = MediaType.ALL, produces = MediaType.TEXT_PLAIN)
class ReadingController {
  private static final String LEAK_TO = ServedApplication.LEAK_TO;

  @Post("/whole")
  String whole(@Body byte[] read, @Header(LEAK_TO) String leakTo) {
    return ServedApplication.leak(leakTo, read);
  }

  @Post("/gzip")
  String gzip(@Body byte[] read, @Header(LEAK_TO) String leakTo) {
    return ServedApplication.leak(leakTo, read);
  }

  @Post("/reader")
  String text(@Body String read, @Header(LEAK_TO) String leakTo) {
    return ServedApplication.leak(leakTo, bytes(read));
  }

  @ExecuteOn(TaskExecutors.IO)
  @Post("/bytewise")
  String bytewise(@Body InputStream in, @Header(LEAK_TO) String leakTo) throws IOException {
    return ServedApplication.leak(leakTo, ServedApplication.read("bytewise", in, -1));
  }

  @Post("/stream")
  Publisher<String> stream(@Body Publisher<byte[]> pieces, @Header(LEAK_TO) String leakTo) {
    return Flux.from(pieces)
        .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
        .map(read -> ServedApplication.leak(leakTo, read.toByteArray()));
  }

  /** Sends on what it has before the rest has come. */
  @Post("/half")
  Publisher<String> half(
      @Body Publisher<byte[]> pieces,
      @Header(LEAK_TO) String leakTo,
      @Header("Content-Length") int length) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    String[] answer = {null};
    return Flux.from(pieces)
        .doOnNext(
            piece -> {
              read.writeBytes(piece);
              if (answer[0] == null && read.size() >= length / 2) {
                byte[] half = Arrays.copyOf(read.toByteArray(), length / 2);
                answer[0] = ServedApplication.leak(leakTo, half);
              }
            })
        .then(Mono.fromCallable(() -> answer[0]));
  }

  @Post("/json")
  String json(@Body Message read, @Header(LEAK_TO) String leakTo) {
    return ServedApplication.leak(leakTo, bytes(read.getMessage()));
  }

  @Post("/form")
  String form(@Body Map<String, String> read, @Header(LEAK_TO) String leakTo) {
    return ServedApplication.leak(leakTo, bytes(read.get("note")));
  }

  @ExecuteOn(TaskExecutors.IO)
  @Post("/parts")
  String parts(CompletedFileUpload file, @Header(LEAK_TO) String leakTo) throws IOException {
    return ServedApplication.leak(leakTo, file.getBytes());
  }

  @Post("/moved")
  Publisher<String> moved(StreamingFileUpload file, @Header(LEAK_TO) String leakTo)
      throws IOException {
    Path to = Files.createTempFile("moved", ".part");
    return Mono.from(file.transferTo(to.toFile()))
        .then(
            Mono.fromCallable(
                () -> {
                  byte[] read = Files.readAllBytes(to);
                  Files.delete(to);
                  return ServedApplication.leak(leakTo, read);
                }));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
