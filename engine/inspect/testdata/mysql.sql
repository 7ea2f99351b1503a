CREATE TABLE `authors` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL DEFAULT '' COMMENT 'it''s a name',
  `kind` enum('a','b') NULL DEFAULT 'a',
  `upper_name` varchar(100) GENERATED ALWAYS AS (upper(`name`)) VIRTUAL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB COMMENT='who wrote';
CREATE TABLE `books` (
  `id` int NOT NULL,
  `author_id` bigint unsigned NOT NULL,
  `price` decimal(10,2) NULL DEFAULT (1 + 1),
  PRIMARY KEY (`id`),
  CONSTRAINT `one` UNIQUE (`author_id`),
  CONSTRAINT `cheap` CHECK (`price` < 100),
  CONSTRAINT `dear` CHECK (`price` > 1) NOT ENFORCED
);
CREATE INDEX `by_name` ON `authors` (`name` DESC);
ALTER TABLE `books` ADD CONSTRAINT `author` FOREIGN KEY (`author_id`) REFERENCES `authors` (`id`) ON DELETE CASCADE;
CREATE VIEW `titles` AS
select `id` from `books`;
