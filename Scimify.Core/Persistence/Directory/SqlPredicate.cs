namespace Scimify.Core.Persistence.Directory;

/// <summary>A condition in SQL for a filter or a part of one.</summary>
/// <param name="Sql">Null if it is true for every row. Never NULL in three-valued logic, so that it can be negated.</param>
/// <param name="IsExact">False if it lets through more than the filter, so that each resource has to be checked.</param>
internal readonly record struct SqlPredicate(string? Sql, bool IsExact)
{
    public static readonly SqlPredicate Anything = new(null, true);

    public static readonly SqlPredicate Unknown = new(null, false);

    public static readonly SqlPredicate Nothing = new("1 = 0", true);

    public static SqlPredicate Exactly(string sql) => new(sql, true);
}
