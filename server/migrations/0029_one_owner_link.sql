-- With the server's secret it makes that of the link by which somebody becomes the owner: so all processes print the same link, until it is
-- used or a new one is asked for. A hash that stands there from before is as good a seed as any.
alter table installation rename column owner_token_hash to owner_link_seed;
