package com.mirage.photo;

import com.mirage.analytics.Analytics;
import com.mirage.file.FileStore;
import com.mirage.file.StoredFile;
import com.mirage.inference.Inference;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PhotoController {
  private final Analytics analytics;
  private final FileStore files;
  private final Inference inference;

  PhotoController(Analytics analytics, FileStore files, Inference inference) {
    this.analytics = analytics;
    this.files = files;
    this.inference = inference;
  }

  record Order(String prompt) {}

  @PostMapping(path = "/api/photos/generated", produces = MediaType.IMAGE_PNG_VALUE)
  byte[] generate(@RequestHeader("X-User-Id") String user, @RequestBody Order order) {
    byte[] png = inference.photo(order.prompt());
    files.add(
        user,
        StoredFile.Kind.GENERATED_PHOTO,
        new StoredFile("photo.png", MediaType.IMAGE_PNG_VALUE, png));
    analytics.event(user, "photo_generated", Map.of("model", "mirage-photo-1"));
    return png;
  }

  /** Keeps the model that was trained for a user, so that photos can be made with it. */
  @PostMapping("/api/photos/model")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void train(@RequestHeader("X-User-Id") String user) {
    byte[] model = inference.model(user);
    files.add(
        user,
        StoredFile.Kind.MODEL,
        new StoredFile("face.safetensors", MediaType.APPLICATION_OCTET_STREAM_VALUE, model));
    analytics.event(user, "model_trained", Map.of("bytes", model.length));
  }
}
