using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Primitives;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>What becomes of an object.</summary>
internal enum ChangeKind
{
    Create,
    Change,
    Delete,
}

/// <summary>One object that is to be another.</summary>
/// <param name="Name">Such as <c>integrations/Production/protectedAccounts/ada@example.com</c>. It has no ID and no secret.</param>
/// <param name="Fields">Empty for a deletion.</param>
internal sealed record PlannedChange(ChangeKind Kind, string Name, IReadOnlyList<FieldChange> Fields)
{
    /// <summary>What the change takes along, in words. Whoever agrees to it has to know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What is done together, by one request or by few.</summary>
/// <param name="Rank">Lower ones come first.</param>
/// <param name="Run">Throws if it is not done.</param>
internal sealed record PlanStep(int Rank, IReadOnlyList<PlannedChange> Changes, Func<ApplyContext, CancellationToken, Task> Run)
{
    /// <summary>Whether the server makes a secret that only its answer shows, and without which the object is of no use.</summary>
    public bool MakesSecret { get; init; }
}

/// <summary>The order of steps: what others need comes first, and what could take the caller's own rights comes last.</summary>
internal static class StepRank
{
    public const int Integration = 0;
    public const int PartOfIntegration = 1;
    public const int Organization = 2;
    public const int NewOwner = 3;
    public const int SignIn = 4;
    public const int Deletion = 5;
    public const int Person = 6;
    public const int RemovedPerson = 7;
    public const int Caller = 8;
}

/// <summary>Everything between what a file says and what a server has.</summary>
internal sealed class ConfigurationPlan
{
    private readonly List<PlanStep> _steps = [];
    private readonly List<string> _notInFile = [];
    private readonly List<string> _byHand = [];

    /// <summary>In the order in which they are carried out.</summary>
    public IReadOnlyList<PlanStep> Steps => [.. _steps.OrderBy(step => step.Rank)];

    /// <summary>Names of objects that the server has, the file has not, and nobody deletes.</summary>
    public IReadOnlyList<string> NotInFile => _notInFile;

    /// <summary>Sentences about what a person has to do, or what has to happen first.</summary>
    public IReadOnlyList<string> ByHand => _byHand;

    public IReadOnlyList<PlannedChange> Changes => [.. Steps.SelectMany(step => step.Changes)];

    /// <summary>Whether the server has what the file says. What only the server has does not matter.</summary>
    public bool IsEmpty => _steps.Count == 0 && _byHand.Count == 0;

    public void Add(PlanStep step) => _steps.Add(step);

    public void LeaveAlone(string name) => _notInFile.Add(name);

    public void LeaveToPerson(string sentence) => _byHand.Add(sentence);

    public int Count(ChangeKind kind) => Changes.Count(change => change.Kind == kind);
}

/// <summary>A plan for people, and for programs.</summary>
internal static class PlanText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static IEnumerable<string> Lines(ConfigurationPlan plan)
    {
        foreach (var change in plan.Changes)
        {
            yield return Line(change);
            foreach (var note in change.Notes)
            {
                yield return $"    {note}";
            }

            foreach (var field in change.Fields)
            {
                yield return change.Kind == ChangeKind.Create
                    ? $"    {field.Field}: {DisplayText.Of(field.After)}"
                    : $"    {field.Field}: {DisplayText.Of(field.Before)} -> {DisplayText.Of(field.After)}";
            }
        }

        if (plan.NotInFile.Count > 0)
        {
            yield return "Not in the file, and left alone (--prune deletes it):";
            foreach (var name in plan.NotInFile)
            {
                yield return $"    {name}";
            }
        }

        if (plan.ByHand.Count > 0)
        {
            yield return "Left to a person:";
            foreach (var sentence in plan.ByHand)
            {
                yield return $"    {sentence}";
            }
        }

        yield return plan.IsEmpty ? "Nothing to do: the server has what the file says." : Counts(plan);
    }

    /// <summary>What changes take along, for the question.</summary>
    public static IEnumerable<string> Warnings(ConfigurationPlan plan) => plan.Changes.SelectMany(change => change.Notes.Select(note => $"{Line(change)}: {note}"));

    public static string Line(PlannedChange change) => $"{Sign(change.Kind)} {Word(change.Kind)} {change.Name}";

    public static string Counts(ConfigurationPlan plan) => $"{plan.Count(ChangeKind.Create)} to create, {plan.Count(ChangeKind.Change)} to change, {plan.Count(ChangeKind.Delete)} to delete.";

    /// <summary><c>{create, change, delete, changes: [{kind, name, fields: [{field, before, after}], notes}], notInFile, byHand}</c>. <c>notes</c> only where there are some.</summary>
    public static string AsJson(ConfigurationPlan plan) => new JsonObject
    {
        ["create"] = plan.Count(ChangeKind.Create),
        ["change"] = plan.Count(ChangeKind.Change),
        ["delete"] = plan.Count(ChangeKind.Delete),
        ["changes"] = new JsonArray([.. plan.Changes.Select(AsJson)]),
        ["notInFile"] = new JsonArray([.. plan.NotInFile.Select(name => JsonValue.Create(name))]),
        ["byHand"] = new JsonArray([.. plan.ByHand.Select(sentence => JsonValue.Create(sentence))]),
    }.ToJsonString(Json);

    private static JsonObject AsJson(PlannedChange change)
    {
        var json = new JsonObject
        {
            ["kind"] = Word(change.Kind),
            ["name"] = change.Name,
            ["fields"] = new JsonArray([.. change.Fields.Select(field => new JsonObject { ["field"] = field.Field, ["before"] = field.Before?.DeepClone(), ["after"] = field.After?.DeepClone() })]),
        };
        if (change.Notes.Count > 0)
        {
            json["notes"] = new JsonArray([.. change.Notes.Select(note => JsonValue.Create(note))]);
        }

        return json;
    }

    private static string Word(ChangeKind kind) => EnumWords.Of(kind);

    private static char Sign(ChangeKind kind) => kind switch
    {
        ChangeKind.Create => '+',
        ChangeKind.Change => '~',
        _ => '-',
    };
}
