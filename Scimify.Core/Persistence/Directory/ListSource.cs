using System.Data.Common;
using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Directory;

/// <summary>A table of resources, and the attributes that have columns or indexes in it.</summary>
internal sealed class ListSource
{
    public static readonly ListSource Users = new()
    {
        Type = ScimResourceTypes.User,
        Looker = new(UserSchemas.LookerUser, "lookerUserId", "looker_user_id"),
        Body = new("b.json", "JOIN scim_user_bodies b ON b.user_key = u.key"),
        Indexed = "id, userName, externalId, displayName, emails and groups",
        Table = "scim_users",
        Alias = "u",
        CounterColumn = "users",
        TextColumns = new(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("u.id", CaseExact: true, Nullable: false),
            ["userName"] = new("u.user_name_norm", CaseExact: false, Nullable: false),
            ["externalId"] = new("u.external_id", CaseExact: true, Nullable: true),
            ["displayName"] = new("u.display_name_norm", CaseExact: false, Nullable: true),
        },
        Lists = new(StringComparer.OrdinalIgnoreCase)
        {
            ["emails"] = new EmailList(),
            ["groups"] = new ReferenceList(
                "u.key IN (SELECT m.user_key FROM memberships m JOIN scim_groups x ON x.key = m.group_key WHERE m.desired = 1 AND x.deleted_at IS NULL AND x.integration_key = {0}{1})",
                "scim_groups",
                "x.id",
                "x.display_name_norm"),
        },
    };

    public static readonly ListSource Groups = new()
    {
        Type = ScimResourceTypes.Group,
        Looker = new(GroupSchemas.LookerGroup, "lookerGroupId", "looker_group_id"),
        Body = new("b.json", "JOIN scim_group_bodies b ON b.group_key = g.key"),
        Indexed = "id, displayName, externalId and members",
        Table = "scim_groups",
        Alias = "g",
        CounterColumn = "groups",
        TextColumns = new(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("g.id", CaseExact: true, Nullable: false),
            ["displayName"] = new("g.display_name_norm", CaseExact: false, Nullable: false),
            ["externalId"] = new("g.external_id", CaseExact: true, Nullable: true),
        },
        Lists = new(StringComparer.OrdinalIgnoreCase)
        {
            ["members"] = new ReferenceList(
                "g.key IN (SELECT m.group_key FROM memberships m JOIN scim_users x ON x.key = m.user_key WHERE m.desired = 1 AND x.integration_key = {0}{1})",
                "scim_users",
                "x.id",
                null),
        },
    };

    public static readonly ListSource Roles = new()
    {
        Type = ScimResourceTypes.Role,
        Body = new("r.display_name", "") { Read = (id, row, column) => RoleView.DocumentOf(id, row.GetString(column)) },
        Indexed = "id and displayName",
        Table = "scim_roles",
        Alias = "r",
        HasTombstones = false,
        TextColumns = new(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("r.id", CaseExact: true, Nullable: false),
            ["displayName"] = new("r.display_name_norm", CaseExact: false, Nullable: false),
        },
    };

    private ListSource()
    {
    }

    public required ScimResourceType Type { get; init; }

    /// <summary>Null if the type has no extension of Scimify's.</summary>
    public LookerExtension? Looker { get; init; }

    public required ListedBody Body { get; init; }

    /// <summary>For a person: the attributes for which <see cref="IsIndexed"/> is true.</summary>
    public required string Indexed { get; init; }

    public required string Table { get; init; }

    public required string Alias { get; init; }

    /// <summary>The column of <c>integration_counters</c>; null if the rows are counted.</summary>
    public string? CounterColumn { get; init; }

    /// <summary>Whether rows of deleted resources stay in the table.</summary>
    private bool HasTombstones { get; init; } = true;

    private Dictionary<string, TextColumn> TextColumns { get; init; } = [];

    private Dictionary<string, SqlList> Lists { get; init; } = [];

    /// <summary>The condition that a row of the integration is a resource.</summary>
    /// <param name="integration">The parameter with the integration's key.</param>
    public string Scope(string integration) =>
        $"{Alias}.integration_key = {integration}{(HasTombstones ? $" AND {Alias}.deleted_at IS NULL" : "")}";

    /// <summary>Null if no column can answer.</summary>
    public SqlPredicate? Compare(Comparison comparison, SqlFilter filter)
    {
        var path = comparison.Path;
        if (path.Attribute is null || path.Extension is not null)
        {
            return null;
        }

        if (Lists.TryGetValue(path.Name, out var list))
        {
            return list.Compare(comparison, filter) ?? list.Refuse(path);
        }

        return path switch
        {
            { SubAttribute: null, Name: var name } when TextColumns.TryGetValue(name, out var column) => column.Compare(comparison, filter),
            { SubAttribute: null } when Same(path.Name, "active") && Alias == "u" => Flag(comparison, filter),
            { SubAttribute: { } sub } when Same(path.Name, "meta") && Same(sub, "created") => Instant($"{Alias}.created_at", comparison, filter),
            { SubAttribute: { } sub } when Same(path.Name, "meta") && Same(sub, "lastModified") => Instant($"{Alias}.updated_at", comparison, filter),
            _ => null,
        };
    }

    /// <summary>Whether an index finds the resources with any of a list of texts.</summary>
    public bool IsIndexed(AttributePath path) => path is { Attribute: not null, Extension: null }
        && (Lists.TryGetValue(path.Name, out var list) ? list.IsIndexed(path) : path.SubAttribute is null && TextColumns.ContainsKey(path.Name));

    /// <param name="path">One for which <see cref="IsIndexed"/> is true.</param>
    public SqlPredicate? AnyOf(AttributePath path, IEnumerable<string> texts, SqlFilter filter) =>
        Lists.TryGetValue(path.Name, out var list) ? list.AnyOf(path, texts, filter) : SqlPredicate.Exactly(TextColumns[path.Name].KeyOfAny(Table, texts, filter, HasTombstones));

    public SqlPredicate? Has(AttributePath path, SqlFilter filter)
    {
        if (path.Attribute is null || path.Extension is not null)
        {
            return null;
        }

        if (Lists.TryGetValue(path.Name, out var list))
        {
            return list.Has(path, filter) ?? list.Refuse(path);
        }

        return path.SubAttribute is null && TextColumns.TryGetValue(path.Name, out var column)
            ? SqlPredicate.Exactly(column.Nullable ? $"({column.Name} IS NOT NULL AND {column.Name} <> '')" : $"{column.Name} <> ''")
            : null;
    }

    public SqlPredicate? AnyValue(ValuePath valuePath, SqlFilter filter) =>
        valuePath.Path is { Attribute: not null, Extension: null } && Lists.TryGetValue(valuePath.Path.Name, out var list)
            ? list.AnyValue(valuePath.Filter, filter) ?? list.Refuse(valuePath.Path)
            : null;

    /// <summary>Whether a part of a filter cannot be answered by a document: <c>groups</c> and <c>members</c> exist only as membership rows.</summary>
    public bool IsInRowsOnly(Filter part) => PathOf(part) is { Attribute: not null, Extension: null } path
        && Lists.TryGetValue(path.Name, out var list) && list is ReferenceList;

    /// <summary>Whether the filter asks for one value of an identifying column. Cutting the page on the narrow table first then gains nothing.</summary>
    public bool FindsFew(Filter filter) =>
        filter is Comparison { Operator: ComparisonOperator.Equal, Path: { Attribute: not null, Extension: null, SubAttribute: null } path } && TextColumns.ContainsKey(path.Name);

    /// <exception cref="ScimException">400 <c>invalidValue</c>: no candidate has the attribute's values, so any order would be a pretence.</exception>
    public void RequireSortable(AttributePath? path)
    {
        if (path is { Extension: null } && Lists.TryGetValue(path.Name, out var list) && list is ReferenceList)
        {
            throw ScimException.InvalidValue($"{Type.Name} cannot be sorted by \"{path}\".");
        }
    }

    /// <summary>The column for a sort; null if only the document has the attribute.</summary>
    public (string Column, bool Nullable)? SortColumn(AttributePath path) => path switch
    {
        { Extension: not null } => null,
        { SubAttribute: null, Name: var name } when TextColumns.TryGetValue(name, out var column) => (column.Name, column.Nullable),
        { SubAttribute: { } sub } when Same(path.Name, "meta") && Same(sub, "created") => ($"{Alias}.created_at", false),
        { SubAttribute: { } sub } when Same(path.Name, "meta") && Same(sub, "lastModified") => ($"{Alias}.updated_at", false),
        _ => null,
    };

    private static AttributePath? PathOf(Filter part) => part switch
    {
        Comparison comparison => comparison.Path,
        Present present => present.Path,
        ValuePath valuePath => valuePath.Path,
        _ => null,
    };

    private static SqlPredicate? Flag(Comparison comparison, SqlFilter filter) => comparison switch
    {
        { Operator: ComparisonOperator.Equal, Literal: ScimBoolean value } => SqlPredicate.Exactly($"u.active = {filter.Argument(value.Value ? 1 : 0)}"),
        { Operator: ComparisonOperator.NotEqual, Literal: ScimBoolean value } => SqlPredicate.Exactly($"u.active <> {filter.Argument(value.Value ? 1 : 0)}"),
        _ => null,
    };

    /// <summary>The column has whole milliseconds, but the literal may have 100 ns.</summary>
    private static SqlPredicate? Instant(string column, Comparison comparison, SqlFilter filter)
    {
        if (comparison.Literal is not ScimString text || !ScimDateTime.TryParse(text.Value, out var instant))
        {
            return null;
        }

        var ticks = instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var floor = (long)Math.Floor((decimal)ticks / TimeSpan.TicksPerMillisecond);
        var ceiling = (long)Math.Ceiling((decimal)ticks / TimeSpan.TicksPerMillisecond);
        return comparison.Operator switch
        {
            ComparisonOperator.GreaterThan => SqlPredicate.Exactly($"{column} > {filter.Argument(floor)}"),
            ComparisonOperator.GreaterOrEqual => SqlPredicate.Exactly($"{column} >= {filter.Argument(ceiling)}"),
            ComparisonOperator.LessThan => SqlPredicate.Exactly($"{column} < {filter.Argument(ceiling)}"),
            ComparisonOperator.LessOrEqual => SqlPredicate.Exactly($"{column} <= {filter.Argument(floor)}"),
            ComparisonOperator.Equal when floor == ceiling => SqlPredicate.Exactly($"{column} = {filter.Argument(floor)}"),
            ComparisonOperator.Equal => SqlPredicate.Nothing,
            ComparisonOperator.NotEqual when floor == ceiling => SqlPredicate.Exactly($"{column} <> {filter.Argument(floor)}"),
            ComparisonOperator.NotEqual => SqlPredicate.Anything,
            _ => null,
        };
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Scimify's extension of a type, and its attribute that is Looker's ID.</summary>
/// <param name="Schema">The extension.</param>
/// <param name="Attribute">The name of the attribute.</param>
/// <param name="Column">Where the table has it.</param>
internal sealed record LookerExtension(ScimSchema Schema, string Attribute, string Column);

/// <summary>Where the document of a resource comes from.</summary>
/// <param name="Column">What <see cref="Read"/> reads.</param>
/// <param name="Join">The table with the column; empty if it is the resource's own.</param>
internal sealed record ListedBody(string Column, string Join)
{
    /// <summary>The document without <c>meta</c>, from the resource's ID and the column at a position of the row.</summary>
    public Func<Guid, DbDataReader, int, ScimObject> Read { get; init; } = (_, row, column) => ScimJson.ParseObject(row.GetFieldValue<byte[]>(column));
}
