using System.Diagnostics;
using System.Globalization;

namespace Scimify.Core.Sync;

/// <summary>
/// What a transition assigns to a column. A closed language: it is evaluated on one row in memory and printed as SQL for many rows,
/// so that both do the same. It reads the row from before the transition.
/// </summary>
public abstract record SyncValue
{
    public static readonly SyncValue Null = new Constant(null);

    private SyncValue()
    {
    }

    public static SyncValue Of(long number) => new Constant(number);

    public static SyncValue Of(DueKind lane) => new Constant((long)lane);

    public static SyncValue Of(SyncState state) => new Constant((long)state);

    /// <returns>A long, a text or null.</returns>
    public object? Evaluate(RowState row, Func<SyncParameter, object?> arguments) => this switch
    {
        Constant constant => constant.Value,
        Argument argument => arguments(argument.Parameter),
        Column column => row[column.Name],
        Next next => (long)row[next.Name]! + 1,
        FirstOf first => first.Value.Evaluate(row, arguments) ?? first.Otherwise.Evaluate(row, arguments),
        Case choice => (choice.When.Holds(row) ? choice.Then : choice.Else).Evaluate(row, arguments),
        _ => throw new UnreachableException(),
    };

    /// <param name="arguments">The SQL for a parameter.</param>
    public string Print(Func<SyncParameter, string> arguments) => this switch
    {
        Constant { Value: null } => "NULL",
        Constant constant => Convert.ToString(constant.Value, CultureInfo.InvariantCulture)!,
        Argument argument => arguments(argument.Parameter),
        Column column => column.Name.InSql(),
        Next next => $"{next.Name.InSql()} + 1",
        FirstOf first => $"COALESCE({first.Value.Print(arguments)}, {first.Otherwise.Print(arguments)})",
        Case choice => $"CASE WHEN {choice.When.Print()} THEN {choice.Then.Print(arguments)} ELSE {choice.Else.Print(arguments)} END",
        _ => throw new UnreachableException(),
    };

    /// <param name="Value">A long or null.</param>
    public sealed record Constant(object? Value) : SyncValue;

    public sealed record Argument(SyncParameter Parameter) : SyncValue;

    public sealed record Column(SyncColumn Name) : SyncValue;

    /// <summary>The column's value plus one.</summary>
    public sealed record Next(SyncColumn Name) : SyncValue;

    public sealed record FirstOf(SyncValue Value, SyncValue Otherwise) : SyncValue;

    public sealed record Case(SyncCondition When, SyncValue Then, SyncValue Else) : SyncValue;
}

/// <summary>The condition of a <see cref="SyncValue.Case"/>.</summary>
public abstract record SyncCondition
{
    private SyncCondition()
    {
    }

    public bool Holds(RowState row) => this switch
    {
        Is equal => Equals(row[equal.Name], equal.Number),
        IsNull absent => row[absent.Name] is null,
        _ => throw new UnreachableException(),
    };

    public string Print() => this switch
    {
        Is equal => $"{equal.Name.InSql()} = {equal.Number.ToString(CultureInfo.InvariantCulture)}",
        IsNull absent => $"{absent.Name.InSql()} IS NULL",
        _ => throw new UnreachableException(),
    };

    /// <summary>The column, which is never null, has this number.</summary>
    public sealed record Is(SyncColumn Name, long Number) : SyncCondition;

    public sealed record IsNull(SyncColumn Name) : SyncCondition;
}
