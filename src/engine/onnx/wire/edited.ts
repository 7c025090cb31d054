import { create, type DescMessage, type MessageShape } from '@bufbuild/protobuf';

/** A copy with other fields. A spread would lose the defaults, which live in the prototype. */
export const edited = <Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  changes: Partial<MessageShape<Desc>>,
): MessageShape<Desc> => Object.assign(create(schema), message, changes);
