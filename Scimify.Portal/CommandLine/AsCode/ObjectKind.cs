using System.Text.Json.Nodes;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>A kind of objects that REST API and file both have: how one becomes the other.</summary>
internal abstract class ObjectKind
{
    /// <summary>The list's name in the file, and in the names of objects.</summary>
    public abstract string Section { get; }

    /// <summary>The member that tells objects apart.</summary>
    public abstract string Key { get; }

    /// <summary>An item of the file.</summary>
    public abstract InputType Item { get; }

    public abstract ApiRoute List { get; }

    public abstract ApiRoute Create { get; }

    /// <summary>Null if it cannot be changed.</summary>
    public abstract ApiRoute? Change { get; }

    public abstract ApiRoute Delete { get; }

    /// <summary>Reads one with its entity tag; null for objects without one.</summary>
    public virtual ApiRoute? Get => null;

    public virtual bool HasPages => true;

    public virtual int Rank => StepRank.Organization;

    public virtual int DeletionRank => StepRank.Deletion;

    /// <summary>The member of the file that refers to a secret; null for none.</summary>
    public virtual string? Secret => null;

    /// <summary>The member of the answer to a creation that has a new secret; null for none.</summary>
    public virtual string? NewSecret => null;

    /// <summary>What a deletion takes along; null for nothing else.</summary>
    public virtual string? DeletionNote => null;

    /// <summary>Whether the server itself refuses a second object with the same key.</summary>
    public virtual bool HasUniqueKeys => false;

    public virtual StringComparer Keys => StringComparer.OrdinalIgnoreCase;

    public virtual string KeyOf(JsonObject item) => item[Key]?.ToString().Trim() ?? "";

    /// <summary>The key without what could be a secret.</summary>
    public virtual string NameOf(string key) => DisplayText.Of(key);

    /// <summary>Whether the server shows this token only the beginning of the key, because it may not read the rest.</summary>
    public virtual bool IsHidden(string key) => false;

    /// <summary>A difference without what could be a secret.</summary>
    public virtual FieldChange Told(FieldChange field) => field;

    /// <summary>Whether the file can have this object.</summary>
    public virtual bool IsCovered(JsonObject resource) => true;

    /// <summary>The resource in the form of the file: its members that the file has too.</summary>
    public virtual JsonObject Shown(JsonObject resource)
    {
        var shown = new JsonObject();
        foreach (var member in Item.Members.Where(member => resource.ContainsKey(member.Name)))
        {
            if (resource[member.Name] is { } value)
            {
                shown[member.Name] = value.DeepClone();
            }
            else if (member.Nullable)
            {
                shown[member.Name] = null;
            }
        }

        return shown;
    }

    /// <summary>What of the file's item is compared and sent: without what other requests are for.</summary>
    public virtual JsonObject Sent(JsonObject wanted)
    {
        var sent = wanted.DeepClone().AsObject();
        Trim(sent, Key);
        if (Secret is not null)
        {
            sent.Remove(Secret);
        }

        return sent;
    }

    /// <summary>Without white space around a text.</summary>
    protected static void Trim(JsonObject item, string member)
    {
        if (item[member] is JsonValue value && value.TryGetValue<string>(out var text))
        {
            item[member] = text.Trim();
        }
    }

    /// <summary>The form in which texts of a field are compared.</summary>
    public virtual string Comparable(string field, string text) => text;

    /// <summary>Whether an object in this field is one value.</summary>
    public virtual bool IsWhole(string field) => false;

    /// <summary>Whether the change is useless or refused without the secret.</summary>
    public virtual bool NeedsSecret(IReadOnlyList<FieldChange> fields) => false;

    /// <summary>Whether the server makes a secret for this new object, which only its answer shows.</summary>
    public virtual bool MakesSecret(JsonObject wanted) => NewSecret is not null;

    /// <summary>Which of the differences a request can settle.</summary>
    /// <exception cref="VerbException">The server would take no notice of what the file says.</exception>
    /// <param name="resource">Null for a new object.</param>
    /// <param name="leave">Takes a sentence about what a person has to do.</param>
    public virtual IReadOnlyList<FieldChange> Possible(IReadOnlyList<FieldChange> fields, JsonObject wanted, JsonObject? resource, string name, Action<string> leave) => fields;

    public virtual JsonObject CreateBody(JsonObject sent, IReadOnlyList<FieldChange> fields) => Difference.Merge(fields);

    public virtual JsonObject ChangeBody(IReadOnlyList<FieldChange> fields, JsonObject resource) => Difference.Merge(fields);

    /// <summary>Later than others of its kind if higher, for a change from one role to another.</summary>
    public virtual int RankOf(JsonObject wanted) => Rank;

    /// <summary>What has to follow the creation.</summary>
    /// <exception cref="PartlyDoneException">It was not done.</exception>
    public virtual Task AfterCreateAsync(JsonObject wanted, JsonObject answer, string name, ApplyContext context, CancellationToken ct) => Task.CompletedTask;
}
