namespace Scimify.Core.Scim.Dialects;

/// <summary>One deviation from the RFCs that some client makes.</summary>
/// <param name="Code">Stable, because the provisioning log contains it.</param>
/// <param name="What">What is accepted, as the end of the sentence "accepted: ...".</param>
/// <param name="Sender">The clients that are known to send it.</param>
public sealed record VendorQuirk(string Code, string What, string Sender);
