package com.mirage.file;

import com.mirage.analytics.Analytics;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@ResponseStatus(HttpStatus.NO_CONTENT)
class UploadController {
  private final Analytics analytics;
  private final FileStore files;

  UploadController(Analytics analytics, FileStore files) {
    this.analytics = analytics;
    this.files = files;
  }

  @PostMapping("/api/uploads")
  void document(@RequestHeader("X-User-Id") String user, @RequestParam MultipartFile document)
      throws IOException {
    store(user, StoredFile.Kind.DOCUMENT, document);
  }

  @PostMapping("/api/photos")
  void photo(@RequestHeader("X-User-Id") String user, @RequestParam MultipartFile photo)
      throws IOException {
    store(user, StoredFile.Kind.PHOTO, photo);
  }

  private void store(String user, StoredFile.Kind kind, MultipartFile file) throws IOException {
    String type = Objects.requireNonNullElse(file.getContentType(), "application/octet-stream");
    String name = Objects.requireNonNullElse(file.getOriginalFilename(), "file");
    files.add(user, kind, new StoredFile(name, type, file.getBytes()));
    analytics.event(user, "upload", Map.of("media_type", type, "bytes", file.getSize()));
  }
}
