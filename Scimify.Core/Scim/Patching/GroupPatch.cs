using System.Diagnostics;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>One step on a group's members, which are rows and not part of its document.</summary>
public abstract record MemberOperation
{
    private MemberOperation()
    {
    }

    /// <summary>Existing members stay as they are.</summary>
    public sealed record Add(IReadOnlyList<MemberReference> Members) : MemberOperation;

    /// <param name="Values">IDs, each once.</param>
    /// <param name="MustMatch">If none of them is a member, the answer is 400 <c>noTarget</c>. Otherwise nothing happens.</param>
    public sealed record Remove(IReadOnlyList<string> Values, bool MustMatch) : MemberOperation;

    /// <param name="Filter">Bound. <see cref="FilterEvaluator"/> applies it to an object {value, type, display, $ref} of each member.</param>
    /// <param name="MustMatch">As for <see cref="Remove"/>.</param>
    public sealed record RemoveWhere(Filter Filter, bool MustMatch) : MemberOperation;

    /// <summary>Removes every member.</summary>
    public sealed record Clear : MemberOperation;

    /// <summary>Makes these the only members.</summary>
    public sealed record ReplaceAll(IReadOnlyList<MemberReference> Members) : MemberOperation;
}

/// <param name="Members">In order. The two lists concern different things, so their mutual order does not matter.</param>
/// <param name="Attributes">For <see cref="PatchEngine"/>.</param>
public sealed record GroupPatchPlan(IReadOnlyList<MemberOperation> Members, IReadOnlyList<PatchOperation> Attributes);

/// <summary>Splits a PATCH of a group, so that a change of k members costs O(k) whatever the group's size.</summary>
public static class GroupPatch
{
    /// <exception cref="ScimException">400 <c>mutability</c>: a member's value, type or $ref cannot be changed; <c>invalidValue</c>:
    /// a member without value.</exception>
    public static GroupPatchPlan Plan(IReadOnlyList<PatchOperation> ops, Dialect dialect, ToleranceLog log)
    {
        var members = new MemberPlan();
        var attributes = new List<PatchOperation>();
        foreach (var operation in ops)
        {
            var target = operation.Path.Target;
            if (target.Extension is not null || target.Attribute?.Name != GroupBody.MembersName)
            {
                attributes.Add(operation);
            }
            else if (target.Sub is not null || operation.Path is PatchPath.Values && operation is not { Op: PatchOp.Remove, Path: PatchPath.Values { Sub: null } })
            {
                throw ScimException.Mutability($"\"{ScimJson.Excerpt(operation.Path.ToString())}\": a member cannot be changed, only added and removed.");
            }
            else
            {
                members.Add(Member(operation, dialect, log));
            }
        }

        return new GroupPatchPlan(members.Operations, attributes);
    }

    private static MemberOperation Member(PatchOperation operation, Dialect dialect, ToleranceLog log)
    {
        var mustMatch = !dialect.Accepts(VendorQuirks.RemoveAbsent);
        switch (operation)
        {
            case { Op: PatchOp.Add, Value: ScimArray given }:
                return new MemberOperation.Add(MemberReferences.Of(given));
            case { Op: PatchOp.Replace, Value: ScimArray given }:
                return new MemberOperation.ReplaceAll(MemberReferences.Of(given));
            case { Op: PatchOp.Remove, Path: PatchPath.Values path }:
                return FilterValues.Of(path.Filter) is { } values
                    ? new MemberOperation.Remove(values, mustMatch)
                    : new MemberOperation.RemoveWhere(path.Filter, mustMatch);
            case { Op: PatchOp.Remove, Value: ScimArray listed }:
                if (listed.Count == 0)
                {
                    log.Note(VendorQuirks.RemoveWithValue, "accepted: a remove of \"members\" with an empty list, which removes nobody");
                }

                return new MemberOperation.Remove([.. MemberReferences.Of(listed).Select(member => member.Value)], MustMatch: false);
            case { Op: PatchOp.Remove, Value: null }:
                return new MemberOperation.Clear();
            default:
                throw new UnreachableException();
        }
    }
}
