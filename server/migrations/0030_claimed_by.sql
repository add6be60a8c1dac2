-- The job that tells what is claimed: as long as it runs, no other one of the same target does.
alter table told add column claimed_by bigint;
