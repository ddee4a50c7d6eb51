package com.mirage.photo;

import com.mirage.analytics.Analytics;
import com.mirage.file.FileStore;
import com.mirage.file.StoredFile;
import com.mirage.inference.Inference;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
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
}
