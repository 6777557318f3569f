"""Overlapping cover as one Ibis expression, on DuckDB or on Spark: docs/sweep-at-scale.md.

python sweep_ibis.py (duckdb | spark) SPELLS FOUND [MASTER]. SPELLS and FOUND are Parquet: files, or folders that Spark can reach.
SPELLS has number, scheme (0 employee, 1 resident), starts_on and ends_on (days since 1970-01-01, 65535: no end), of spells that count.
FOUND gets number and classes (1 two employee spells, 2 two resident ones, 4 one of each). MASTER is of Spark; spark-submit names it itself.
"""

import sys
import time

import ibis


def overlaps(spells: ibis.Table) -> ibis.Table:
    """Everybody with two spells that have a day in common, and what overlaps with what: one running maximum of the last day per scheme."""
    resident = spells.scheme == 1
    earlier = ibis.window(group_by="number", order_by="starts_on", preceding=(None, 1))
    seen = spells.mutate(
        resident=resident,
        employee_until=resident.ifelse(ibis.null("int32"), spells.ends_on).max().over(earlier),
        resident_until=resident.ifelse(spells.ends_on, ibis.null("int32")).max().over(earlier),
    )
    met = seen.mutate(
        employee=(seen.starts_on <= seen.employee_until).fill_null(False),
        resident_too=(seen.starts_on <= seen.resident_until).fill_null(False),
    )
    met = met.filter(met.employee | met.resident_too)
    found = met.group_by("number").aggregate(
        employees=(~met.resident & met.employee).any(),
        residents=(met.resident & met.resident_too).any(),
        across=((met.resident & met.employee) | (~met.resident & met.resident_too)).any(),
    )
    classes = found.employees.cast("int8") + 2 * found.residents.cast("int8") + 4 * found.across.cast("int8")
    return found.select("number", classes=classes.cast("int8"))


def connected(engine: str, master: str | None) -> ibis.BaseBackend:
    """Two threads of DuckDB; or Spark, on the master that is named here or by spark-submit."""
    if engine == "duckdb":
        return ibis.duckdb.connect(threads=2)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("canbao-sweep")
    if master:
        builder = builder.master(master).config("spark.ui.enabled", "false").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.memory", "2g")
    return ibis.pyspark.connect(builder.getOrCreate())


def main() -> None:
    engine, source, target, *master = sys.argv[1:]
    backend = connected(engine, master[0] if master else None)
    begun = time.perf_counter()
    backend.to_parquet(overlaps(backend.read_parquet(source)), target)
    print(f"{engine}: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
