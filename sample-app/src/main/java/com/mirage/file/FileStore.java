package com.mirage.file;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class FileStore {
  private final JdbcClient jdbc;

  FileStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public void add(String user, StoredFile.Kind kind, StoredFile file) {
    jdbc.sql(
            "insert into stored_file (user_id, kind, name, media_type, content)"
                + " values (?, ?, ?, ?, ?)")
        .params(user, kind.name(), file.name(), file.mediaType(), file.content())
        .update();
  }

  public StoredFile last(String user, StoredFile.Kind kind) {
    return jdbc.sql(
            "select name, media_type, content from stored_file where user_id = ? and kind = ?"
                + " order by id desc limit 1")
        .params(user, kind.name())
        .query((row, number) -> new StoredFile(row.getString(1), row.getString(2), row.getBytes(3)))
        .single();
  }
}
